package miroir.placement;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Chooses the nodes of each shard: weighted rendezvous hashing with bounded load (Thaler and
 * Ravishankar 1998; Mirrokni, Thorup and Zadimoghaddam 2018), then the fewest exchanges that bring
 * every node to its share, rounded down or up. A change of nodes moves only what must move. Pure:
 * the same inputs give the same placement anywhere.
 */
public final class Planner {
  private static final XXHash64 XXH64 = XXHashFactory.safeInstance().hash64();

  private final String key;
  private final int wanted;
  private final List<Candidate> nodes;
  private final List<Map<String, Integer>> worth;
  private final Bounds bounds;
  private final List<List<String>> placed = new ArrayList<>();
  private final Map<String, Integer> room = new HashMap<>();

  private Planner(String key, int copies, List<Candidate> nodes, List<Map<String, Integer>> worth) {
    this.key = key;
    this.wanted = Math.min(copies, nodes.size());
    this.nodes = nodes.stream().sorted(Comparator.comparing(Candidate::id)).toList();
    this.worth = worth;
    this.bounds = new Bounds(worth.size(), wanted, this.nodes);
    for (int node = 0; node < this.nodes.size(); node++) {
      room.put(this.nodes.get(node).id(), bounds.high[node]);
    }
  }

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
   * @param now the present nodes of each shard, empty for a new index; as many stay as the bounds
   *     allow, those that a shard has first rather than others
   * @return for each shard its nodes, best first
   */
  public static List<List<String>> place(
      String key, int shards, int copies, List<Candidate> nodes, List<List<String>> now) {
    List<Map<String, Integer>> worth = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      Map<String, Integer> row = new LinkedHashMap<>();
      if (shard < now.size()) {
        now.get(shard).forEach(node -> row.put(node, 1));
      }
      worth.add(row);
    }
    Planner planner = new Planner(key, copies, nodes, worth);
    planner.fill();
    // The log holds that an index was made, not where: new ones are placed as they always were.
    return now.isEmpty() ? planner.result() : planner.levelled();
  }

  /**
   * Places shards so that what is kept is worth as much as any placement within the bounds keeps.
   *
   * @param worth for each shard: what is kept by placing it on a node, where that is more than 0
   */
  static List<List<String>> placeByWorth(
      String key, int copies, List<Candidate> nodes, List<Map<String, Integer>> worth) {
    Planner planner = new Planner(key, copies, nodes, worth);
    planner.fill();
    return planner.levelled();
  }

  /** Keeps what is worth most, even over the bounds, and places the rest within them. */
  private void fill() {
    for (Map<String, Integer> row : worth) {
      List<String> kept =
          row.entrySet().stream()
              .filter(entry -> room.containsKey(entry.getKey()))
              .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
              .limit(wanted)
              .map(Map.Entry::getKey)
              .toList();
      kept.forEach(node -> room.merge(node, -1, Integer::sum));
      placed.add(new ArrayList<>(kept));
    }
    for (int copy = 0; copy < wanted; copy++) {
      for (int shard = 0; shard < placed.size(); shard++) {
        if (placed.get(shard).size() <= copy) {
          addBest(shard);
        }
      }
    }
  }

  private void addBest(int shard) {
    List<String> row = placed.get(shard);
    Comparator<Candidate> byScore =
        Comparator.<Candidate>comparingDouble(node -> score(shard, node))
            .thenComparing(Candidate::id);
    List<Candidate> others = nodes.stream().filter(node -> !row.contains(node.id())).toList();
    Candidate best =
        others.stream()
            .filter(node -> room.getOrDefault(node.id(), 0) > 0)
            .max(byScore)
            .orElse(null);
    if (best == null && swapIn(row)) {
      return;
    }
    Candidate added = best == null ? others.stream().max(byScore).orElseThrow() : best;
    row.add(added.id());
    room.merge(added.id(), -1, Integer::sum);
  }

  /**
   * Every node with room left holds this shard already: another shard takes that room, and gives up
   * a node that this one lacks. Not one that it had before; returns whether there is another.
   */
  private boolean swapIn(List<String> row) {
    for (Candidate free : nodes) {
      if (room.getOrDefault(free.id(), 0) <= 0) {
        continue;
      }
      for (int shard = 0; shard < placed.size(); shard++) {
        List<String> other = placed.get(shard);
        for (int i = 0; i < other.size(); i++) {
          String given = other.get(i);
          boolean kept = worth.get(shard).containsKey(given);
          if (!kept && !other.contains(free.id()) && !row.contains(given)) {
            other.set(i, free.id());
            row.add(given);
            room.merge(free.id(), -1, Integer::sum);
            return true;
          }
        }
      }
    }
    return false;
  }

  private List<List<String>> levelled() {
    List<String> ids = nodes.stream().map(Candidate::id).toList();
    Map<String, Integer> numbers = new HashMap<>();
    IntStream.range(0, ids.size()).forEach(number -> numbers.put(ids.get(number), number));
    int[][] rows = new int[placed.size()][];
    int[][] worths = new int[placed.size()][ids.size()];
    for (int shard = 0; shard < rows.length; shard++) {
      rows[shard] =
          placed.get(shard).stream().mapToInt(node -> numbers.getOrDefault(node, -1)).toArray();
      for (int node = 0; node < ids.size(); node++) {
        worths[shard][node] = worth.get(shard).getOrDefault(ids.get(node), 0);
      }
    }
    int[] capacities = nodes.stream().mapToInt(Candidate::capacity).toArray();
    new Levelling(bounds, capacities, rows, worths).run();
    placed.clear();
    for (int shard = 0; shard < rows.length; shard++) {
      List<String> row = new ArrayList<>();
      Arrays.stream(rows[shard]).forEach(node -> row.add(ids.get(node)));
      placed.add(row);
    }
    return result();
  }

  private List<List<String>> result() {
    return placed.stream().map(List::copyOf).toList();
  }

  /** Weighted rendezvous score: -capacity / ln(u), u uniform in (0, 1) by hash. */
  private double score(int shard, Candidate node) {
    byte[] bytes = (key + '/' + shard + '/' + node.id()).getBytes(StandardCharsets.UTF_8);
    long hash = XXH64.hash(bytes, 0, bytes.length, 0);
    double uniform = ((hash >>> 11) + 0.5) / (1L << 53);
    return -node.capacity() / StrictMath.log(uniform);
  }
}
