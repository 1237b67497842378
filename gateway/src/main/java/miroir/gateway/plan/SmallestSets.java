package miroir.gateway.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Smallest sets of nodes that hold every class of shards between them: found exactly while few
 * nodes are in question, greedily above.
 */
final class SmallestSets {
  /** Up to so many nodes all 2^n sets are tried, at most 4,096. */
  private static final int EXACT_NODES = 12;

  private SmallestSets() {}

  /**
   * Returns sets of equal size, at least one and at most {@code limit}.
   *
   * @param classes shards by the nodes that hold them; no class is without a node
   * @param usable the nodes in question
   */
  static List<BitSet> of(Map<BitSet, BitSet> classes, BitSet usable, int limit) {
    if (classes.isEmpty()) {
      return List.of(new BitSet());
    }
    return usable.cardinality() <= EXACT_NODES
        ? exact(classes, usable, limit)
        : greedy(classes, usable, limit);
  }

  private static List<BitSet> exact(Map<BitSet, BitSet> classes, BitSet usable, int limit) {
    int[] nodes = usable.stream().toArray();
    int[] masks = classes.keySet().stream().mapToInt(holders -> mask(holders, nodes)).toArray();
    List<Integer> found = new ArrayList<>();
    for (int size = 1; found.isEmpty(); size++) {
      for (int set = (1 << size) - 1; set < 1 << nodes.length; set = nextOfSameSize(set)) {
        if (meetsAll(set, masks)) {
          found.add(set);
        }
      }
    }
    List<BitSet> sets = new ArrayList<>();
    int count = Math.min(limit, found.size());
    for (int i = 0; i < count; i++) {
      int set = found.get((int) ((long) i * found.size() / count));
      BitSet chosen = new BitSet();
      for (int bit = 0; bit < nodes.length; bit++) {
        chosen.set(nodes[bit], (set >>> bit & 1) == 1);
      }
      sets.add(chosen);
    }
    return sets;
  }

  private static int mask(BitSet holders, int[] nodes) {
    int mask = 0;
    for (int bit = 0; bit < nodes.length; bit++) {
      mask |= holders.get(nodes[bit]) ? 1 << bit : 0;
    }
    return mask;
  }

  private static boolean meetsAll(int set, int[] masks) {
    for (int mask : masks) {
      if ((set & mask) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the next larger number with as many bits set (Gosper's hack). */
  private static int nextOfSameSize(int set) {
    int lowest = set & -set;
    int ripple = set + lowest;
    return ripple | ((set ^ ripple) >>> 2) / lowest;
  }

  private static List<BitSet> greedy(Map<BitSet, BitSet> classes, BitSet usable, int limit) {
    int[] nodes = usable.stream().toArray();
    List<BitSet> sets = new ArrayList<>();
    for (int i = 0; i < Math.min(limit, nodes.length); i++) {
      BitSet set = greedyFrom(classes, nodes, (int) ((long) i * nodes.length / limit));
      if (!sets.isEmpty() && set.cardinality() < sets.get(0).cardinality()) {
        sets.clear();
      }
      if (sets.isEmpty() || set.cardinality() == sets.get(0).cardinality()) {
        sets.add(set);
      }
    }
    return sets;
  }

  /** Takes the node that adds most, again and again; equals by their distance from the start. */
  private static BitSet greedyFrom(Map<BitSet, BitSet> classes, int[] nodes, int start) {
    List<BitSet> open = new ArrayList<>(classes.keySet());
    BitSet chosen = new BitSet();
    while (!open.isEmpty()) {
      int best = -1;
      int bestGain = 0;
      for (int i = 0; i < nodes.length; i++) {
        int node = nodes[(start + i) % nodes.length];
        int gain = 0;
        for (BitSet holders : open) {
          gain += holders.get(node) ? 1 : 0;
        }
        if (gain > bestGain) {
          best = node;
          bestGain = gain;
        }
      }
      int taken = best;
      chosen.set(taken);
      open.removeIf(holders -> holders.get(taken));
    }
    dropNeedless(classes, chosen);
    return chosen;
  }

  private static void dropNeedless(Map<BitSet, BitSet> classes, BitSet chosen) {
    for (int node = chosen.nextSetBit(0); node >= 0; node = chosen.nextSetBit(node + 1)) {
      chosen.clear(node);
      if (!classes.keySet().stream().allMatch(chosen::intersects)) {
        chosen.set(node);
      }
    }
  }
}
