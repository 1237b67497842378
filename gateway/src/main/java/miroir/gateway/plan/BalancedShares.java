package miroir.gateway.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Divides shards between the nodes of a plan as evenly as their replicas allow: the most loaded
 * node has as few as possible. Within a class each node gets one run of shards, because runs need
 * fewer tokens.
 */
final class BalancedShares {
  private final int[] nodes;
  private final List<int[]> holders = new ArrayList<>();
  private final List<int[]> counts = new ArrayList<>();
  private final List<List<Integer>> classesByNode = new ArrayList<>();
  private final int[] loads;

  private BalancedShares(int[] nodes) {
    this.nodes = nodes;
    this.loads = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      classesByNode.add(new ArrayList<>());
    }
  }

  /**
   * Returns each chosen node's shards; a node without any is left out.
   *
   * @param classes shards by the nodes that hold them
   * @param chosen a set of nodes of which each class has at least one
   */
  static Map<Integer, BitSet> of(Map<BitSet, BitSet> classes, BitSet chosen) {
    BalancedShares shares = new BalancedShares(chosen.stream().toArray());
    classes.forEach(shares::spread);
    while (shares.even()) {
      // Each round moves shards from a node with more to one with less, so it ends.
    }
    return shares.cut(classes);
  }

  private void spread(BitSet nodesOfClass, BitSet shards) {
    int[] able = new int[nodes.length];
    int count = 0;
    for (int i = 0; i < nodes.length; i++) {
      if (nodesOfClass.get(nodes[i])) {
        able[count++] = i;
      }
    }
    able = Arrays.copyOf(able, count);
    int[] split = new int[nodes.length];
    int total = shards.cardinality();
    for (int i = 0; i < count; i++) {
      split[able[i]] = total * (i + 1) / count - total * i / count;
      loads[able[i]] += split[able[i]];
      classesByNode.get(able[i]).add(holders.size());
    }
    holders.add(able);
    counts.add(split);
  }

  /** Finds a node that can pass shards on, over others, to one with at least two fewer. */
  private boolean even() {
    Integer[] byLoad = new Integer[nodes.length];
    Arrays.setAll(byLoad, i -> i);
    Arrays.sort(byLoad, (a, b) -> Integer.compare(loads[b], loads[a]));
    for (int from : byLoad) {
      if (moveFrom(from)) {
        return true;
      }
    }
    return false;
  }

  private boolean moveFrom(int from) {
    int[] before = new int[nodes.length];
    int[] through = new int[nodes.length];
    Arrays.fill(before, -1);
    before[from] = from;
    Deque<Integer> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      int node = open.remove();
      if (loads[from] - loads[node] >= 2) {
        move(from, node, before, through);
        return true;
      }
      for (int shardClass : classesByNode.get(node)) {
        if (counts.get(shardClass)[node] == 0) {
          continue;
        }
        for (int next : holders.get(shardClass)) {
          if (before[next] < 0) {
            before[next] = node;
            through[next] = shardClass;
            open.add(next);
          }
        }
      }
    }
    return false;
  }

  private void move(int from, int to, int[] before, int[] through) {
    int amount = (loads[from] - loads[to]) / 2;
    for (int node = to; node != from; node = before[node]) {
      amount = Math.min(amount, counts.get(through[node])[before[node]]);
    }
    for (int node = to; node != from; node = before[node]) {
      counts.get(through[node])[before[node]] -= amount;
      counts.get(through[node])[node] += amount;
    }
    loads[from] -= amount;
    loads[to] += amount;
  }

  private Map<Integer, BitSet> cut(Map<BitSet, BitSet> classes) {
    Map<Integer, BitSet> shares = new TreeMap<>();
    int shardClass = 0;
    for (BitSet shards : classes.values()) {
      int shard = shards.nextSetBit(0);
      for (int i = 0; i < nodes.length; i++) {
        for (int left = counts.get(shardClass)[i]; left > 0; left--) {
          shares.computeIfAbsent(nodes[i], unseen -> new BitSet()).set(shard);
          shard = shards.nextSetBit(shard + 1);
        }
      }
      shardClass++;
    }
    return shares;
  }
}
