package miroir.gateway.lane;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.gateway.plan.OrderKey;
import miroir.gateway.plan.ReservedFields;
import miroir.gateway.plan.Tokens;

/**
 * The body of a document write: the clients' bytes, each document with its two reserved fields
 * behind its own, because of equal keys a node takes the last (meilisearch-measured §6.3).
 *
 * @param epoch lease epoch of the order numbers
 * @param entries writes that go together, in their order
 */
record Payload(long epoch, List<Entry> entries) implements NodeApi.Body {
  private static final byte[] SHARD = ascii(",\"" + ReservedFields.SHARD + "\":[\"");
  private static final byte[] NEXT = ascii("\",\"");
  private static final byte[] ORDER = ascii("\"],\"" + ReservedFields.ORDER + "\":\"");
  private static final byte[] END = ascii("\"}\n");

  /** What a document grows by: its closing brace is written again, behind the fields. */
  private static final int FIELDS =
      SHARD.length
          + 2 * NEXT.length
          + Tokens.SLOT_BYTES
          + ORDER.length
          + OrderKey.BYTES
          + END.length
          - 1;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int size() {
    return entries.stream().mapToInt(e -> e.bytes() + FIELDS * e.pieces().size()).sum();
  }

  @Override
  public byte[] bytes() {
    byte[] out = new byte[size()];
    int at = 0;
    for (Entry entry : entries) {
      for (Piece piece : entry.pieces()) {
        at = write(out, at, entry.number() + piece.place(), piece);
      }
    }
    return out;
  }

  private int write(byte[] out, int from, long number, Piece piece) {
    int at = from + piece.length() - 1;
    System.arraycopy(piece.source(), piece.start(), out, from, piece.length() - 1);
    at = append(out, at, SHARD);
    for (int digits = 2; digits <= 4; digits++) {
      at = Tokens.write(out, at, piece.slot(), digits);
      at = append(out, at, digits < 4 ? NEXT : ORDER);
    }
    at = new OrderKey((int) epoch, number).write(out, at);
    return append(out, at, END);
  }

  private static int append(byte[] out, int at, byte[] text) {
    System.arraycopy(text, 0, out, at, text.length);
    return at + text.length;
  }

  /** Returns how many documents a node must count, different ids; -1 where it counts none. */
  static int expected(List<Entry> entries) {
    if (entries.get(0).pieces().isEmpty()) {
      return -1;
    }
    Set<String> ids = new HashSet<>();
    entries.forEach(entry -> entry.pieces().forEach(piece -> ids.add(piece.id())));
    return ids.size();
  }
}
