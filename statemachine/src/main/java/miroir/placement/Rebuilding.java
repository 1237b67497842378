package miroir.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * Gives the replicas of a node that is away to others of its group (protocol.md, Node dies): each
 * to the one that holds the least of the index for its capacity. All of an index, or nothing: where
 * a shard has its last copy in sync there, or nobody else can take one, the node stays a member,
 * and a member must not hold documents of shards that it has no replica of. Pure.
 */
public final class Rebuilding {
  private final Index index;
  private final String away;
  private final Map<String, Node> candidates;
  private final Map<String, Integer> load = new HashMap<>();
  private final Map<String, SlotSet> taken = new TreeMap<>();
  private boolean all = true;

  private Rebuilding(Index index, String away, Collection<Node> nodes) {
    this.index = index;
    this.away = away;
    this.candidates =
        nodes.stream()
            .filter(
                node ->
                    node.status() == NodeStatus.UP && !node.draining() && !node.id().equals(away))
            .collect(Collectors.toMap(Node::id, node -> node, (one, two) -> one, TreeMap::new));
  }

  /**
   * Returns the index without its replicas on a node, and with as many elsewhere: there all their
   * slots are dirty. Empty if one cannot be moved, or there is none.
   */
  public static Optional<Index> elsewhere(Index index, String away, Collection<Node> nodes) {
    return new Rebuilding(index, away, nodes).run();
  }

  private Optional<Index> run() {
    index
        .placement()
        .values()
        .forEach(
            rows ->
                rows.forEach(
                    row -> row.forEach(replica -> load.merge(replica.node(), 1, Integer::sum))));
    TreeMap<String, List<List<Replica>>> placement = new TreeMap<>();
    index
        .placement()
        .forEach(
            (group, rows) -> {
              List<List<Replica>> next = new ArrayList<>();
              for (int shard = 0; shard < rows.size(); shard++) {
                next.add(row(group, shard, rows.get(shard)));
              }
              placement.put(group, List.copyOf(next));
            });
    return all && !taken.isEmpty() ? Optional.of(next(placement)) : Optional.empty();
  }

  private List<Replica> row(String group, int shard, List<Replica> row) {
    Set<String> holders = row.stream().map(Replica::node).collect(Collectors.toSet());
    if (!holders.contains(away)) {
      return row;
    }
    Optional<Node> best =
        candidates.values().stream()
            .filter(node -> node.group().equals(group) && !holders.contains(node.id()))
            .min(Comparator.comparingDouble(this::fullness).thenComparing(Node::id));
    if (best.isEmpty() || !isKeptElsewhere(shard)) {
      all = false;
      return row;
    }
    String to = best.get().id();
    load.merge(to, 1, Integer::sum);
    SlotSet slots = SlotSet.ofShard(shard, index.shards());
    taken.merge(to, slots, SlotSet::or);
    return row.stream()
        .map(
            replica ->
                replica.node().equals(away) ? new Replica(to, ReplicaState.SYNCING) : replica)
        .toList();
  }

  private double fullness(Node node) {
    return load.getOrDefault(node.id(), 0) / (double) node.capacity();
  }

  private boolean isKeptElsewhere(int shard) {
    return index.placement().values().stream()
        .flatMap(rows -> rows.get(shard).stream())
        .anyMatch(
            replica -> replica.state() == ReplicaState.IN_SYNC && !replica.node().equals(away));
  }

  private Index next(Map<String, List<List<Replica>>> placement) {
    Index next = index.placed(Sorted.copyOf(placement));
    for (Map.Entry<String, SlotSet> entry : taken.entrySet()) {
      Member member = index.members().get(entry.getKey());
      if (member != null && member.ready()) {
        next = next.with(member.counted().dirtied(entry.getValue()));
      }
    }
    return next.without(away);
  }
}
