package miroir.chaos.sim;

import java.util.Objects;
import miroir.topology.Index;

/** What has become of the databases that the coordinators have adopted. */
final class Databases {
  private final World world;

  Databases(World world) {
    this.world = world;
  }

  /** Returns which database the coordinators take a node for. */
  String marker(String node) {
    return Objects.requireNonNull(world.state().nodes().get(node)).marker();
  }

  /** Returns whether what the coordinators count on there is gone, and they do not know it yet. */
  boolean isGone(String node) {
    return world.node(node).hasLost(marker(node));
  }

  /** Returns whether some shard has no other copy that is there, in sync. */
  boolean hasLastCopy(String node) {
    for (Index index : world.state().indexes().values()) {
      for (int shard = 0; shard < index.shards(); shard++) {
        if (!isElsewhere(index, shard, node)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isElsewhere(Index index, int shard, String node) {
    return index.members().keySet().stream()
        .anyMatch(
            other ->
                !other.equals(node) && !isGone(other) && Inspector.inSync(index, other, shard));
  }
}
