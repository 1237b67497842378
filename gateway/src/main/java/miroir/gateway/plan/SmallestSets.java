package miroir.gateway.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Smallest sets of nodes that hold every class of shards between them: found exactly while few
 * nodes are in question, greedily above.
 */
final class SmallestSets {
  /** Up to so many nodes all 2^n sets are tried, at most 4,096. */
  private static final int EXACT_NODES = 12;

  /** Sets that are sought greedily; so many nodes leave little choice, and each costs time. */
  private static final int GREEDY_SETS = 4;

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
    List<int[]> holders = classes.keySet().stream().map(one -> one.stream().toArray()).toList();
    int starts = Math.min(Math.min(limit, GREEDY_SETS), nodes.length);
    List<BitSet> sets = new ArrayList<>();
    for (int i = 0; i < starts; i++) {
      BitSet set = greedyFrom(holders, nodes, (int) ((long) i * nodes.length / starts));
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
  private static BitSet greedyFrom(List<int[]> holders, int[] nodes, int start) {
    int[] gains = new int[nodes[nodes.length - 1] + 1];
    holders.forEach(able -> add(able, gains, 1));
    List<int[]> open = new ArrayList<>(holders);
    BitSet chosen = new BitSet();
    while (!open.isEmpty()) {
      int best = nodes[start];
      for (int i = 1; i < nodes.length; i++) {
        int node = nodes[(start + i) % nodes.length];
        best = gains[node] > gains[best] ? node : best;
      }
      chosen.set(best);
      open.removeIf(
          able -> {
            boolean closed = Arrays.stream(able).anyMatch(chosen::get);
            if (closed) {
              add(able, gains, -1);
            }
            return closed;
          });
    }
    dropNeedless(holders, chosen);
    return chosen;
  }

  private static void add(int[] able, int[] gains, int amount) {
    for (int node : able) {
      gains[node] += amount;
    }
  }

  /** Drops nodes whose every class another chosen node holds too. */
  private static void dropNeedless(List<int[]> holders, BitSet chosen) {
    int[] chosenHolders = new int[holders.size()];
    Map<Integer, List<Integer>> classesByNode = new HashMap<>();
    for (int shardClass = 0; shardClass < chosenHolders.length; shardClass++) {
      for (int node : holders.get(shardClass)) {
        if (chosen.get(node)) {
          chosenHolders[shardClass]++;
          classesByNode.computeIfAbsent(node, unseen -> new ArrayList<>()).add(shardClass);
        }
      }
    }
    classesByNode.forEach(
        (node, held) -> {
          if (held.stream().allMatch(shardClass -> chosenHolders[shardClass] > 1)) {
            chosen.clear(node);
            held.forEach(shardClass -> chosenHolders[shardClass]--);
          }
        });
  }
}
