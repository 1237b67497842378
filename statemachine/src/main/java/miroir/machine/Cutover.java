package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.Migration;
import miroir.topology.Move;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** What the phases of a migration do to the placement of its index (protocol.md, Migration). */
final class Cutover {
  private Cutover() {}

  /** Returns a node's replica of a shard in a group, or null. */
  static @Nullable Replica replica(Index index, String group, int shard, String node) {
    List<List<Replica>> rows = index.placement().getOrDefault(group, List.of());
    return shard >= rows.size()
        ? null
        : rows.get(shard).stream()
            .filter(replica -> replica.node().equals(node))
            .findFirst()
            .orElse(null);
  }

  private static boolean is(Index index, Move move, String node, Predicate<ReplicaState> wanted) {
    Replica replica = replica(index, move.group(), move.shard(), node);
    return replica != null && wanted.test(replica.state());
  }

  /** Returns the index with a replica in the making for each target, all of its slots dirty. */
  static Index begun(Index index, Migration migration) {
    Index next = index;
    for (Move move : migration.moves()) {
      if (!move.to().isEmpty()) {
        next = withReplica(next, move, new Replica(move.to(), ReplicaState.ARRIVING));
      }
    }
    Set<String> targets =
        migration.moves().stream()
            .map(Move::to)
            .filter(to -> !to.isEmpty())
            .collect(Collectors.toSet());
    for (String target : targets) {
      Member member = next.members().get(target);
      if (member != null && member.ready()) {
        next = next.with(member.counted().dirtied(migration.taken(target, index.shards())));
      }
    }
    return next;
  }

  private static Index withReplica(Index index, Move move, Replica added) {
    TreeMap<String, List<List<Replica>>> placement = new TreeMap<>(index.placement());
    List<List<Replica>> rows = new ArrayList<>(placement.getOrDefault(move.group(), List.of()));
    while (rows.size() < index.shards()) {
      rows.add(List.of()); // A group that is new to the index.
    }
    List<Replica> row = new ArrayList<>(rows.get(move.shard()));
    row.add(added);
    rows.set(move.shard(), List.copyOf(row));
    placement.put(move.group(), List.copyOf(rows));
    return index.placed(Sorted.copyOf(placement));
  }

  /** Returns what some target lacks before it may be cut over, for people; null if nothing. */
  static @Nullable String lack(Index index, Migration migration) {
    for (Move move : migration.moves()) {
      if (move.to().isEmpty()) {
        continue;
      }
      Member member = index.members().get(move.to());
      if (member == null || !member.ready()) {
        return move.to() + " does not have the index yet";
      }
      SlotSet left = member.dirty().and(migration.taken(move.to(), index.shards()));
      if (!left.isEmpty()) {
        return left + " to be copied to " + move.to();
      }
    }
    return null;
  }

  /**
   * Returns the index with targets that come in sync as soon as their writer admits them; what only
   * goes is leaving. Null if a shard would have no copy in sync.
   */
  static @Nullable Index activating(Index index, Migration migration) {
    Index next = index;
    for (Move move : migration.moves()) {
      if (move.to().isEmpty()) {
        next = in(next, move, move.from(), ReplicaState.LEAVING, ReplicaState::isOwn);
        if (index.hasInSync(move.shard()) && !next.hasInSync(move.shard())) {
          return null;
        }
      } else {
        next = in(next, move, move.to(), ReplicaState.SYNCING, s -> s == ReplicaState.ARRIVING);
      }
    }
    return next;
  }

  /** Returns the index, where what was replaced by a copy that is in sync by now is leaving. */
  static Index handedOver(State state, Index index) {
    Index next = index;
    for (Migration migration : state.migrations().values()) {
      if (migration.index() != index.id()
          || migration.phase() != miroir.topology.MigrationPhase.CUTOVER_ACTIVATE) {
        continue;
      }
      for (Move move : migration.moves()) {
        if (is(next, move, move.to(), s -> s == ReplicaState.IN_SYNC)) {
          next = in(next, move, move.from(), ReplicaState.LEAVING, ReplicaState::isOwn);
        }
      }
    }
    return next;
  }

  /** Returns whether every target has taken over, and what was replaced is leaving. */
  static boolean isActivated(Index index, Migration migration) {
    return migration.moves().stream()
        .allMatch(
            move ->
                !is(index, move, move.from(), ReplicaState::isOwn)
                    && (move.to().isEmpty()
                        || !move.from().isEmpty()
                        || is(index, move, move.to(), s -> s == ReplicaState.IN_SYNC)));
  }

  /** Returns the index, where what was replaced receives nothing any more. */
  static Index clearing(Index index, Migration migration) {
    Index next = index;
    for (Move move : migration.moves()) {
      next = in(next, move, move.from(), ReplicaState.CLEARING, s -> s == ReplicaState.LEAVING);
    }
    return next;
  }

  /** Returns whether nothing of what was replaced is left. */
  static boolean isCleared(Index index, Migration migration) {
    return migration.moves().stream()
        .allMatch(move -> replica(index, move.group(), move.shard(), move.from()) == null);
  }

  /** Returns the index without its targets: what they have is deleted. */
  static Index givenUp(Index index, Migration migration) {
    Index next = index;
    for (Move move : migration.moves()) {
      next = in(next, move, move.to(), ReplicaState.CLEARING, s -> s == ReplicaState.ARRIVING);
    }
    for (Member member : index.members().values()) {
      next = member.ready() ? next : forgotten(next, member.node(), SlotSet.ALL);
    }
    Set<String> members = index.members().keySet();
    for (Move move : migration.moves()) {
      if (!move.to().isEmpty() && !members.contains(move.to())) {
        next = forgotten(next, move.to(), SlotSet.ALL);
      }
    }
    return next;
  }

  /** Returns whether all that a node has of an index belongs to nobody any more. */
  static boolean isWhollyCleared(Index index, String node) {
    return index.placement().values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .filter(replica -> replica.node().equals(node))
        .allMatch(replica -> replica.state() == ReplicaState.CLEARING);
  }

  /**
   * Returns the index without a node's replicas that are being cleared, of shards in some slots.
   */
  static Index forgotten(Index index, String node, SlotSet slots) {
    TreeMap<String, List<List<Replica>>> placement = new TreeMap<>();
    index
        .placement()
        .forEach(
            (group, rows) -> {
              List<List<Replica>> left = new ArrayList<>();
              for (int shard = 0; shard < rows.size(); shard++) {
                boolean named = slots.intersects(SlotSet.ofShard(shard, index.shards()));
                left.add(
                    rows.get(shard).stream()
                        .filter(
                            replica ->
                                !(named
                                    && replica.node().equals(node)
                                    && replica.state() == ReplicaState.CLEARING))
                        .toList());
              }
              if (left.stream().anyMatch(row -> !row.isEmpty())) {
                placement.put(group, List.copyOf(left)); // Else the group has left the index.
              }
            });
    Index next = index.placed(Sorted.copyOf(placement));
    boolean holds =
        placement.values().stream()
            .flatMap(List::stream)
            .flatMap(List::stream)
            .anyMatch(replica -> replica.node().equals(node));
    return holds ? next : next.without(node);
  }

  private static Index in(
      Index index, Move move, String node, ReplicaState next, Predicate<ReplicaState> from) {
    if (node.isEmpty() || !is(index, move, node, from)) {
      return index;
    }
    TreeMap<String, List<List<Replica>>> placement = new TreeMap<>(index.placement());
    List<List<Replica>> rows = new ArrayList<>(placement.getOrDefault(move.group(), List.of()));
    rows.set(
        move.shard(),
        rows.get(move.shard()).stream()
            .map(replica -> replica.node().equals(node) ? replica.in(next) : replica)
            .toList());
    placement.put(move.group(), List.copyOf(rows));
    return index.placed(Sorted.copyOf(placement));
  }
}
