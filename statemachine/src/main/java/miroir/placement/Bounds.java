package miroir.placement;

import java.util.List;

/**
 * Between how many replicas each node may hold: its share by capacity, rounded down and up. A node
 * whose share is more than every shard once holds every shard, and the others share the rest.
 */
final class Bounds {
  /** By node: the fewest. */
  final int[] low;

  /** By node: the most. */
  final int[] high;

  /**
   * Shares out {@code wanted} replicas of each shard.
   *
   * @param wanted at most one for each node
   */
  Bounds(int shards, int wanted, List<Planner.Candidate> nodes) {
    low = new int[nodes.size()];
    high = new int[nodes.size()];
    boolean[] full = new boolean[nodes.size()];
    long replicas = (long) shards * wanted;
    while (true) {
      long capacity = 0;
      for (int node = 0; node < full.length; node++) {
        capacity += full[node] ? 0 : nodes.get(node).capacity();
      }
      long left = replicas;
      for (int node = 0; node < full.length; node++) {
        // All are judged by the same share: which node comes first does not matter.
        long weighed = replicas * nodes.get(node).capacity();
        if (!full[node] && weighed >= shards * capacity) {
          full[node] = true;
          low[node] = shards;
          high[node] = shards;
          left -= shards;
        } else if (!full[node]) {
          low[node] = (int) (weighed / capacity);
          high[node] = (int) ((weighed + capacity - 1) / capacity);
        }
      }
      if (left == replicas) {
        return;
      }
      replicas = left;
    }
  }
}
