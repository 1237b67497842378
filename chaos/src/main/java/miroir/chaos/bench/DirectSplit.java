package miroir.chaos.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import miroir.cluster.Slot;
import miroir.gateway.plan.OrderKey;
import miroir.gateway.plan.Tokens;

/**
 * The split that a gateway makes, made beforehand: each node's share of a batch in two copies, with
 * the reserved fields, so that nodes do the same work either way. Immutable.
 */
record DirectSplit(int nodes) {
  private static final int SHARDS = 64;
  private static final int COPIES = 2;

  /** Returns the nodes that keep a document. */
  List<Integer> holders(long id) {
    int first = Slot.shard(Slot.of(Long.toString(id)), SHARDS) % nodes;
    List<Integer> holders = new ArrayList<>();
    for (int copy = 0; copy < Math.min(COPIES, nodes); copy++) {
      holders.add((first + copy) % nodes);
    }
    return holders;
  }

  /** Returns a document as it lies on a node. */
  static String stored(String document, long id) {
    String tokens =
        Tokens.ofSlot(Slot.of(Long.toString(id))).stream()
            .map(token -> '"' + token + '"')
            .collect(Collectors.joining(","));
    return document.substring(0, document.length() - 1)
        + ",\"_miroir_shard\":["
        + tokens
        + "],\"_miroir_order\":\""
        + new OrderKey(1, id).text()
        + "\"}";
  }

  /** Returns the body for each node, as lines of JSON. */
  List<byte[]> bodies(List<String> documents, long first) {
    List<StringBuilder> bodies = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      bodies.add(new StringBuilder());
    }
    for (int i = 0; i < documents.size(); i++) {
      long id = first + i;
      String stored = stored(documents.get(i), id);
      holders(id).forEach(node -> bodies.get(node).append(stored).append('\n'));
    }
    return bodies.stream().map(body -> body.toString().getBytes(StandardCharsets.UTF_8)).toList();
  }
}
