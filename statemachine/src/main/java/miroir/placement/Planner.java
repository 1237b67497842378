package miroir.placement;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Chooses the nodes of each shard: weighted rendezvous hashing with bounded load (Thaler and
 * Ravishankar 1998; Mirrokni, Thorup and Zadimoghaddam 2018). No node holds more than its share,
 * rounded up, of the replicas, and a change of nodes moves only what must move. Pure: the same
 * inputs give the same placement anywhere.
 */
public final class Planner {
  private static final XXHash64 XXH64 = XXHashFactory.safeInstance().hash64();

  private Planner() {}

  /**
   * A node that may hold replicas.
   *
   * @param id the node
   * @param capacity relative weight, 1 or more
   */
  public record Candidate(String id, int capacity) {}

  /**
   * Places the shards of one index in one group.
   *
   * @param key what makes this index's placement differ from others', such as its id
   * @param shards number of shards
   * @param copies wanted copies; fewer are placed if there are fewer nodes
   * @param nodes the group's nodes, in any order
   * @param now the present nodes of each shard, empty for a new index; they stay where the bound
   *     allows it
   * @return for each shard its nodes, best first
   */
  public static List<List<String>> place(
      String key, int shards, int copies, List<Candidate> nodes, List<List<String>> now) {
    int wanted = Math.min(copies, nodes.size());
    Map<String, Integer> room = room(shards * wanted, shards, nodes);
    List<List<String>> placed = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      placed.add(new ArrayList<>());
    }
    keepPresent(now, placed, wanted, room);
    for (int copy = 0; copy < wanted; copy++) {
      for (int shard = 0; shard < shards; shard++) {
        if (placed.get(shard).size() <= copy) {
          addBest(key, shard, nodes, placed, room);
        }
      }
    }
    return placed.stream().map(List::copyOf).toList();
  }

  /** Each node's bound: its share by capacity, rounded up, and never more than every shard once. */
  private static Map<String, Integer> room(int replicas, int shards, List<Candidate> nodes) {
    long capacity = nodes.stream().mapToLong(Candidate::capacity).sum();
    Map<String, Integer> room = new HashMap<>();
    for (Candidate node : nodes) {
      long share = (replicas * (long) node.capacity() + capacity - 1) / capacity;
      room.put(node.id(), (int) Math.min(share, shards));
    }
    return room;
  }

  /** First copies first: so a shard does not lose two while another keeps all. */
  private static void keepPresent(
      List<List<String>> now, List<List<String>> placed, int wanted, Map<String, Integer> room) {
    int most = now.stream().mapToInt(List::size).max().orElse(0);
    for (int copy = 0; copy < most; copy++) {
      for (int shard = 0; shard < Math.min(now.size(), placed.size()); shard++) {
        List<String> row = now.get(shard);
        if (copy >= row.size() || placed.get(shard).size() >= wanted) {
          continue;
        }
        Integer left = room.get(row.get(copy));
        if (left != null && left > 0) {
          placed.get(shard).add(row.get(copy));
          room.put(row.get(copy), left - 1);
        }
      }
    }
  }

  private static void addBest(
      String key,
      int shard,
      List<Candidate> nodes,
      List<List<String>> placed,
      Map<String, Integer> room) {
    List<String> row = placed.get(shard);
    Comparator<Candidate> byScore =
        Comparator.<Candidate>comparingDouble(node -> score(key, shard, node))
            .thenComparing(Candidate::id);
    Candidate best =
        nodes.stream()
            .filter(node -> !row.contains(node.id()) && room.getOrDefault(node.id(), 0) > 0)
            .max(byScore)
            .orElse(null);
    if (best == null) {
      swapIn(nodes, placed, row, room);
      return;
    }
    row.add(best.id());
    room.merge(best.id(), -1, Integer::sum);
  }

  /**
   * Every node with room left holds this shard already: another shard takes that room, and gives up
   * a node that this one lacks.
   */
  private static void swapIn(
      List<Candidate> nodes,
      List<List<String>> placed,
      List<String> row,
      Map<String, Integer> room) {
    for (Candidate free : nodes) {
      if (room.getOrDefault(free.id(), 0) <= 0) {
        continue;
      }
      for (List<String> other : placed) {
        for (int i = 0; i < other.size(); i++) {
          String given = other.get(i);
          if (!other.contains(free.id()) && !row.contains(given)) {
            other.set(i, free.id());
            row.add(given);
            room.merge(free.id(), -1, Integer::sum);
            return;
          }
        }
      }
    }
  }

  /** Weighted rendezvous score: -capacity / ln(u), u uniform in (0, 1) by hash. */
  private static double score(String key, int shard, Candidate node) {
    byte[] bytes = (key + '/' + shard + '/' + node.id()).getBytes(StandardCharsets.UTF_8);
    long hash = XXH64.hash(bytes, 0, bytes.length, 0);
    double uniform = ((hash >>> 11) + 0.5) / (1L << 53);
    return -node.capacity() / StrictMath.log(uniform);
  }
}
