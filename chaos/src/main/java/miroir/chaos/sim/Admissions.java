package miroir.chaos.sim;

import java.util.HashMap;
import java.util.Map;
import miroir.topology.Index;

/**
 * When members have come in last: what a node's tasks did before is replaced by copies and whole
 * settings since, and was judged then.
 */
final class Admissions {
  private final Map<Place, Long> tasksByPlace = new HashMap<>();

  private record Place(long index, String node, int shard) {}

  /** A shard of a member has come in; its node has so many tasks. */
  void admitted(long index, String node, int shard, long tasks) {
    tasksByPlace.put(new Place(index, node, shard), tasks);
  }

  /** Returns whether a member holds a shard in sync, and has since before a task of its node. */
  boolean holds(Index index, String node, int shard, long task) {
    return Inspector.inSync(index, node, shard)
        && tasksByPlace.getOrDefault(new Place(index.id(), node, shard), 0L) <= task;
  }

  /** Returns whether it holds some shard so. */
  boolean holdsSome(Index index, String node, long task) {
    for (int shard = 0; shard < index.shards(); shard++) {
      if (holds(index, node, shard, task)) {
        return true;
      }
    }
    return false;
  }
}
