package miroir.topology;

import java.util.Map;
import java.util.function.Predicate;
import miroir.cluster.SlotSet;
import org.jspecify.annotations.Nullable;

/** Which shards have lost every copy in sync (protocol.md, Losing parts). Pure. */
public final class Losses {
  private Losses() {}

  /** Returns the slots of shards whose copies in sync were all on databases that are gone. */
  public static SlotSet lost(Map<String, Node> nodes, Index index) {
    boolean replaced =
        index.members().keySet().stream()
            .anyMatch(node -> isIn(nodes.get(node), NodeStatus.REPLACED));
    return replaced
        ? without(index, node -> !isIn(nodes.get(node), NodeStatus.REPLACED))
        : SlotSet.NONE;
  }

  /** Returns the slots of shards that no node that is up holds in sync, and some other does. */
  public static SlotSet outOfReach(Map<String, Node> nodes, Index index) {
    return without(index, node -> isIn(nodes.get(node), NodeStatus.UP));
  }

  private static boolean isIn(@Nullable Node node, NodeStatus status) {
    return node != null && node.status() == status;
  }

  /** Returns the slots of shards with copies in sync, none of them on such a node. */
  private static SlotSet without(Index index, Predicate<String> such) {
    SlotSet slots = SlotSet.NONE;
    for (int shard = 0; shard < index.shards(); shard++) {
      int at = shard;
      boolean none =
          index.placement().values().stream()
              .flatMap(rows -> rows.get(at).stream())
              .filter(replica -> replica.state() == ReplicaState.IN_SYNC)
              .map(Replica::node)
              .noneMatch(such);
      if (none && index.hasInSync(shard)) {
        slots = slots.or(SlotSet.ofShard(shard, index.shards()));
      }
    }
    return slots;
  }
}
