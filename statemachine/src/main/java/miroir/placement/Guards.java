package miroir.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import miroir.topology.Index;
import miroir.topology.Node;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * Why a node or a group may not be drained or removed, and a copy not be dropped, as a sentence for
 * the operator; nothing if it may. Nodes that leave already are no nodes here: the caller leaves
 * them out, except the one that is asked about. Pure.
 */
public final class Guards {
  private Guards() {}

  /** Judges whether what a node holds may be moved to others of its group. */
  public static Optional<String> drainNode(String node, Collection<Node> nodes) {
    Optional<Node> drained = nodes.stream().filter(one -> one.id().equals(node)).findAny();
    if (drained.isEmpty()) {
      return Optional.of("There is no node " + node + ".");
    }
    String group = drained.get().group();
    boolean alone =
        nodes.stream().noneMatch(one -> one.group().equals(group) && !one.id().equals(node));
    return alone
        ? Optional.of(
            "Node " + node + " is the last of group " + group + ": remove the group instead.")
        : Optional.empty();
  }

  /** Judges whether a node may be forgotten. */
  public static Optional<String> removeNode(
      String node, Collection<Index> indexes, Collection<Node> nodes) {
    return drainNode(node, nodes)
        .or(() -> held(Set.of(node), indexes).map(held -> "Node " + node + held + "drain it."));
  }

  /** Judges whether everything that a group holds may be dropped. */
  public static Optional<String> drainGroup(
      String group, Collection<Index> indexes, Collection<Node> nodes) {
    Optional<String> wrong = knownAndNotLast(group, nodes);
    if (wrong.isPresent()) {
      return wrong;
    }
    for (Index index : sorted(indexes)) {
      for (int shard = 0; shard < index.shards(); shard++) {
        Set<String> holders = inSync(index, shard, Set.of());
        // Its replicas are its own by the placement, whatever has become of its nodes since.
        if (!holders.isEmpty() && inSync(index, shard, Set.of(group)).isEmpty()) {
          return Optional.of(lastCopies(index, shard, "group " + group));
        }
      }
    }
    return Optional.empty();
  }

  /** Judges whether a group may be forgotten, with its nodes. */
  public static Optional<String> removeGroup(
      String group, Collection<Index> indexes, Collection<Node> nodes) {
    Set<String> own =
        nodes.stream()
            .filter(node -> node.group().equals(group))
            .map(Node::id)
            .collect(Collectors.toSet());
    return knownAndNotLast(group, nodes)
        .or(() -> held(own, indexes).map(held -> "Group " + group + held + "drain it."));
  }

  /** Judges whether a node may drop its copy of a shard. */
  public static Optional<String> dropCopy(Index index, int shard, String node) {
    return inSync(index, shard, Set.of()).equals(Set.of(node))
        ? Optional.of(lastCopies(index, shard, "node " + node))
        : Optional.empty();
  }

  private static Optional<String> knownAndNotLast(String group, Collection<Node> nodes) {
    if (nodes.stream().noneMatch(node -> node.group().equals(group))) {
      return Optional.of("There is no group " + group + ".");
    }
    return nodes.stream().allMatch(node -> node.group().equals(group))
        ? Optional.of("Group " + group + " is the last one.")
        : Optional.empty();
  }

  private static String lastCopies(Index index, int shard, String holder) {
    return "Shard "
        + shard
        + " of index "
        + index.id()
        + " has its last copy in sync on "
        + holder
        + ": wait until another is in sync.";
  }

  /** The middle of a sentence, if some of the nodes hold replicas in sync. */
  private static Optional<String> held(Set<String> nodes, Collection<Index> indexes) {
    long replicas = 0;
    String first = "";
    for (Index index : sorted(indexes)) {
      long here =
          index.placement().values().stream()
              .flatMap(List::stream)
              .flatMap(List::stream)
              .filter(one -> one.state() == ReplicaState.IN_SYNC && nodes.contains(one.node()))
              .count();
      first = replicas == 0 && here > 0 ? Long.toString(index.id()) : first;
      replicas += here;
    }
    return replicas == 0
        ? Optional.empty()
        : Optional.of(
            " still holds replicas in sync, "
                + replicas
                + " in all, some of index "
                + first
                + ": ");
  }

  /** The nodes that have a shard in sync, in all groups but some. */
  private static Set<String> inSync(Index index, int shard, Set<String> butGroups) {
    return index.placement().entrySet().stream()
        .filter(group -> !butGroups.contains(group.getKey()))
        .map(Map.Entry::getValue)
        .flatMap(rows -> rows.get(shard).stream())
        .filter(replica -> replica.state() == ReplicaState.IN_SYNC)
        .map(Replica::node)
        .collect(Collectors.toSet());
  }

  private static List<Index> sorted(Collection<Index> indexes) {
    return indexes.stream().sorted(Comparator.comparingLong(Index::id)).toList();
  }
}
