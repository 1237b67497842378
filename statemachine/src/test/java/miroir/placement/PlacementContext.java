package miroir.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.topology.Index;
import miroir.topology.IndexSettings;
import miroir.topology.Move;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * Placements on paper: makes them, moves their replicas, and measures them by its own arithmetic.
 */
final class PlacementContext {
  private PlacementContext() {}

  static Node node(String id, String group, int capacity) {
    return new Node(id, "http://" + id, group, capacity, 1, "m", NodeStatus.UP, "", false);
  }

  /** Nodes of group {@code a}; of uneven capacity if {@code uneven}. */
  static List<Node> nodes(int count, boolean uneven) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> node("n" + i, "a", uneven ? 1 + i % 3 : 1))
        .toList();
  }

  static Index index(int shards, int copies) {
    return new Index(
        7,
        "id",
        shards,
        copies,
        true,
        0,
        IndexSettings.DEFAULT,
        0,
        0,
        Sorted.empty(),
        Sorted.empty(),
        SlotSet.NONE,
        0);
  }

  /** An index as its creation places it on nodes of group {@code a}, all in sync. */
  static Index created(int shards, int copies, Collection<Node> nodes) {
    List<Planner.Candidate> candidates =
        nodes.stream().map(node -> new Planner.Candidate(node.id(), node.capacity())).toList();
    List<List<Replica>> rows =
        Planner.place("7", shards, copies, candidates, List.of()).stream()
            .map(row -> row.stream().map(PlacementContext::inSync).toList())
            .toList();
    return index(shards, copies).placed(Sorted.copyOf(Map.of("a", rows)));
  }

  static Replica inSync(String node) {
    return new Replica(node, ReplicaState.IN_SYNC);
  }

  static List<List<Replica>> rows(Index index, String group) {
    return index.placement().getOrDefault(group, List.of());
  }

  static List<List<String>> holders(Index index, String group) {
    return rows(index, group).stream()
        .map(row -> row.stream().map(Replica::node).toList())
        .toList();
  }

  /** Moves replicas; fails where one gives what it lacks, or takes what it has. */
  static Index moved(Index index, List<Move> moves) {
    Map<String, List<List<Replica>>> placement = new TreeMap<>();
    index.placement().forEach((group, rows) -> placement.put(group, new ArrayList<>(rows)));
    for (Move move : moves) {
      List<List<Replica>> rows =
          placement.computeIfAbsent(
              move.group(),
              group ->
                  new ArrayList<>(
                      IntStream.range(0, index.shards())
                          .mapToObj(shard -> List.<Replica>of())
                          .toList()));
      List<Replica> row = new ArrayList<>(rows.get(move.shard()));
      if (!move.from().isEmpty()) {
        assertThat(row.removeIf(one -> one.node().equals(move.from()))).as("%s", move).isTrue();
      }
      if (!move.to().isEmpty()) {
        assertThat(row.stream().map(Replica::node)).as("%s", move).doesNotContain(move.to());
        row.add(inSync(move.to()));
      }
      rows.set(move.shard(), List.copyOf(row));
    }
    placement.values().removeIf(rows -> rows.stream().allMatch(List::isEmpty));
    return index.placed(Sorted.copyOf(placement));
  }

  static Map<String, Integer> load(List<List<String>> rows) {
    Map<String, Integer> load = new TreeMap<>();
    rows.forEach(row -> row.forEach(node -> load.merge(node, 1, Integer::sum)));
    return load;
  }

  /** Each node's share of the replicas; who would hold more than every shard holds every shard. */
  static Map<String, Double> shares(int shards, int wanted, Collection<Node> nodes) {
    Map<String, Double> shares = new TreeMap<>();
    List<Node> open = new ArrayList<>(nodes);
    double replicas = shards * (double) wanted;
    for (boolean again = true; again; ) {
      double capacity = open.stream().mapToDouble(Node::capacity).sum();
      double each = replicas / capacity;
      List<Node> full =
          open.stream().filter(node -> each * node.capacity() > shards - 1e-9).toList();
      full.forEach(node -> shares.put(node.id(), (double) shards));
      open.removeAll(full);
      replicas -= (double) shards * full.size();
      again = !full.isEmpty();
      open.forEach(node -> shares.put(node.id(), each * node.capacity()));
    }
    return shares;
  }

  /** Every shard its copies, none twice on a node, and every node within 1.05 of its share. */
  static void assertBalanced(List<List<String>> rows, int copies, Collection<Node> nodes) {
    int wanted = Math.min(copies, nodes.size());
    Set<String> ids = nodes.stream().map(Node::id).collect(Collectors.toSet());
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row).hasSize(wanted).doesNotHaveDuplicates();
              assertThat(ids).containsAll(row);
            });
    Map<String, Integer> load = load(rows);
    shares(rows.size(), wanted, nodes)
        .forEach(
            (node, share) -> {
              double held = load.getOrDefault(node, 0);
              // Within one replica of the share, which is what divisibility lets.
              assertThat(held).as(node).isCloseTo(share, within(1 - 1e-6));
              if (share >= 20) {
                assertThat(held / share).as(node).isLessThanOrEqualTo(1.05);
              }
            });
  }

  /**
   * The fewest moves that any placement needs: those of what must go from nodes, or come to them,
   * or is missing, whichever are more.
   */
  static int fewestMoves(List<List<String>> rows, int copies, Collection<Node> nodes) {
    int wanted = Math.min(copies, nodes.size());
    Map<String, Double> shares = shares(rows.size(), wanted, nodes);
    int go = 0;
    int come = 0;
    for (List<String> row : rows) {
      List<String> staying = row.stream().filter(shares::containsKey).toList();
      go += Math.max(row.size(), wanted) - Math.min(wanted, staying.size());
    }
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      int held = load(rows).getOrDefault(share.getKey(), 0);
      // More copies than wanted may be given up where a node holds too much anyway.
      boolean tooMany = rows.stream().anyMatch(row -> row.size() > wanted);
      go += tooMany ? 0 : Math.max(0, held - (int) Math.ceil(share.getValue() - 1e-6));
      come += Math.max(0, (int) Math.floor(share.getValue() + 1e-6) - held);
    }
    return Math.max(go, come);
  }

  /** The fewest moves after which every node is within its bounds. */
  static int fewestMovesExactly(
      List<List<String>> rows, int shards, int copies, Collection<Node> nodes) {
    List<Map<String, Integer>> worth = new ArrayList<>();
    int most = 0;
    for (int shard = 0; shard < shards; shard++) {
      List<String> row = rows.isEmpty() ? List.of() : rows.get(shard);
      worth.add(row.stream().collect(Collectors.toMap(node -> node, node -> 1)));
      most += Math.max(row.size(), Math.min(copies, nodes.size()));
    }
    return most - KeptMost.of(worth, copies, nodes);
  }

  /** The same index; nothing of it in the same order. */
  static Index shuffled(Index index, Random random) {
    Map<String, List<List<Replica>>> placement = new TreeMap<>();
    index
        .placement()
        .forEach(
            (group, rows) -> {
              List<List<Replica>> next = new ArrayList<>();
              for (List<Replica> row : rows) {
                List<Replica> other = new ArrayList<>(row);
                Collections.shuffle(other, random);
                next.add(List.copyOf(other));
              }
              placement.put(group, List.copyOf(next));
            });
    return index.placed(Sorted.copyOf(placement));
  }
}
