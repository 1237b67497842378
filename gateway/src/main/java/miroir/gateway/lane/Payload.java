package miroir.gateway.lane;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.gateway.plan.OrderKey;
import miroir.gateway.plan.Tokens;

/**
 * The body of a document write: the clients' bytes, each document with its two reserved fields
 * behind its own, because of equal keys a node takes the last (meilisearch-measured §6.3).
 */
final class Payload {
  private Payload() {}

  static byte[] of(long epoch, List<Entry> entries) {
    int size = entries.stream().mapToInt(e -> e.bytes() + 96 * e.pieces().size()).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    for (Entry entry : entries) {
      for (Piece piece : entry.pieces()) {
        write(out, epoch, entry.number() + piece.place(), piece);
      }
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, long epoch, long number, Piece piece) {
    out.write(piece.source(), piece.start(), piece.length() - 1);
    List<String> tokens = Tokens.ofSlot(piece.slot());
    String fields =
        ",\"_miroir_shard\":[\""
            + String.join("\",\"", tokens)
            + "\"],\"_miroir_order\":\""
            + new OrderKey((int) epoch, number).text()
            + "\"}\n";
    byte[] bytes = fields.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
  }

  /** Returns how many documents a node must count: different ids. */
  static int distinct(List<Entry> entries) {
    Set<String> ids = new HashSet<>();
    entries.forEach(entry -> entry.pieces().forEach(piece -> ids.add(piece.id())));
    return ids.size();
  }
}
