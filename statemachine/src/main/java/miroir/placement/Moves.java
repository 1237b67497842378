package miroir.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import miroir.topology.Index;
import miroir.topology.Move;
import miroir.topology.Node;
import miroir.topology.Replica;

/**
 * What must move when nodes come or go: as little as any placement needs that leaves each node with
 * its share, rounded down or up. Pure.
 */
public final class Moves {
  private static final Comparator<Move> ORDER =
      Comparator.comparingInt(Move::shard)
          .thenComparing(Move::group)
          .thenComparing(Move::from)
          .thenComparing(Move::to);

  private Moves() {}

  /**
   * Plans the moves that bring an index to the placement that {@link Planner} wants.
   *
   * @param nodes those that may hold replicas, of all groups, in any order
   * @param leaving the ones among them that are to hold nothing
   * @param copies wanted copies in each group; fewer are placed if it has fewer nodes
   * @return the moves, by shard and then by group; none if the index is as it should be
   */
  public static List<Move> plan(
      Index index, Collection<Node> nodes, Set<String> leaving, int copies) {
    SortedMap<String, List<Planner.Candidate>> candidates =
        candidates(nodes.stream().filter(node -> !leaving.contains(node.id())).toList());
    String key = Long.toString(index.id());
    List<Move> moves = new ArrayList<>();
    for (String group : groups(index, candidates)) {
      List<Planner.Candidate> own = candidates.getOrDefault(group, List.of());
      List<List<Replica>> present = present(index, group, own);
      List<List<String>> now = present.stream().map(Moves::nodes).toList();
      List<List<String>> wanted = Planner.place(key, index.shards(), copies, own, now);
      for (int shard = 0; shard < index.shards(); shard++) {
        moves.addAll(between(group, shard, present.get(shard), wanted.get(shard)));
      }
    }
    return sorted(moves);
  }

  /** Returns, by group, the nodes that may hold replicas; each once. */
  static SortedMap<String, List<Planner.Candidate>> candidates(Collection<Node> nodes) {
    TreeMap<String, Node> distinct = new TreeMap<>();
    nodes.forEach(node -> distinct.put(node.id(), node));
    TreeMap<String, List<Planner.Candidate>> candidates = new TreeMap<>();
    for (Node node : distinct.values()) {
      candidates
          .computeIfAbsent(node.group(), group -> new ArrayList<>())
          .add(new Planner.Candidate(node.id(), node.capacity()));
    }
    return candidates;
  }

  /** Returns the groups that hold replicas, or may. */
  static Set<String> groups(Index index, SortedMap<String, List<Planner.Candidate>> candidates) {
    TreeSet<String> groups = new TreeSet<>(index.placement().keySet());
    groups.addAll(candidates.keySet());
    return groups;
  }

  /**
   * Returns, by shard, the replicas that count: of those that are too many the first are kept, so
   * the ones in sync stand before others, and those on emptier nodes before those on fuller ones.
   */
  static List<List<Replica>> present(Index index, String group, List<Planner.Candidate> nodes) {
    List<List<Replica>> rows = index.placement().getOrDefault(group, List.of());
    Map<String, Double> fullness = new TreeMap<>();
    Map<String, Integer> capacity =
        nodes.stream()
            .collect(Collectors.toMap(Planner.Candidate::id, Planner.Candidate::capacity));
    List<List<Replica>> present = new ArrayList<>();
    for (int shard = 0; shard < index.shards(); shard++) {
      List<Replica> row = shard < rows.size() ? rows.get(shard) : List.of();
      present.add(row.stream().filter(one -> one.state().isOwn()).toList());
      for (Replica one : present.get(shard)) {
        fullness.merge(one.node(), 1.0 / capacity.getOrDefault(one.node(), 1), Double::sum);
      }
    }
    Comparator<Replica> order =
        Comparator.comparing(Replica::state)
            .thenComparing(replica -> fullness.getOrDefault(replica.node(), 0.0))
            .thenComparing(Replica::node);
    return present.stream().map(row -> row.stream().sorted(order).toList()).toList();
  }

  /** Returns the nodes of some replicas. */
  static List<String> nodes(List<Replica> row) {
    return row.stream().map(Replica::node).toList();
  }

  /**
   * Returns the moves that lead from replicas to the nodes that are wanted. What has no partner is
   * given up without anything to wait for, so partners are found first for copies in sync.
   */
  static List<Move> between(String group, int shard, List<Replica> present, List<String> wanted) {
    List<String> from =
        nodes(present).stream().filter(node -> !wanted.contains(node)).distinct().toList();
    List<String> to =
        wanted.stream().filter(node -> !nodes(present).contains(node)).sorted().toList();
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < Math.max(from.size(), to.size()); i++) {
      moves.add(
          new Move(
              group, shard, i < from.size() ? from.get(i) : "", i < to.size() ? to.get(i) : ""));
    }
    return moves;
  }

  /** Returns moves by shard and then by group. */
  static List<Move> sorted(List<Move> moves) {
    return moves.stream().sorted(ORDER).toList();
  }
}
