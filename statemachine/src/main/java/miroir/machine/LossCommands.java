package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.placement.Rebuilding;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Losses;
import miroir.topology.Member;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** Databases that are gone, and copies that are (protocol.md, Losing parts). */
final class LossCommands {
  private LossCommands() {}

  static Applied replaced(State state, Command.ReplaceDatabase command, int rules) {
    Node node = state.nodes().get(command.node());
    if (node == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no node " + command.node());
    }
    if (node.marker().isEmpty() || !node.marker().equals(command.marker())) {
      return Applied.refused(
          state, Rejection.STALE, command.node() + " was adopted as another database");
    }
    StateBuilder next = state.change();
    List<String> last = new ArrayList<>();
    for (Index index : state.indexes().values()) {
      Member member = index.members().get(node.id());
      boolean deleted = rules >= 3 && TaskWork.nameOf(state.names(), index.id()) == null;
      if (member == null || deleted) {
        // Of an index that is deleted nothing is missed: it is about to be dropped.
        continue;
      }
      Index without = MemberCommands.takenOut(index, node.id(), SlotSet.ALL);
      if (without == null) {
        last.add(String.valueOf(TaskWork.nameOf(state.names(), index.id())));
        continue;
      }
      next.put(without.cutTaken().with(member.lost(index.nextCut())));
      release(next, index.id());
    }
    if (!last.isEmpty()) {
      return Applied.refused(
          state,
          Rejection.LAST_IN_SYNC,
          "it held the last copy in sync of shards of " + String.join(", ", last));
    }
    Node fresh = node.replaced();
    return Applied.done(next.put(fresh).rerouted(), fresh.generation());
  }

  /** Who writes now knows what is gone: whoever writes next begins with what there is. */
  private static void release(StateBuilder next, long index) {
    Lease lease = next.leases.getOrDefault(index, Lease.NONE);
    if (lease.held()) {
      next.put(index, lease.released());
    }
  }

  static Applied rebuild(State state, Command.RebuildElsewhere command) {
    Index index = state.indexes().get(command.index());
    Node node = state.nodes().get(command.node());
    if (index == null || node == null) {
      return Applied.refused(
          state, Rejection.NOT_FOUND, "no node " + command.node() + " or no such index");
    }
    if (node.status() == NodeStatus.UP || node.status() == NodeStatus.JOINING) {
      return Applied.refused(state, Rejection.STALE, command.node() + " is " + node.status());
    }
    if (isOnTheMove(state, index, node.id())) {
      return Applied.refused(state, Rejection.NOT_READY, "a migration waits for " + node.id());
    }
    Optional<Index> next = Rebuilding.elsewhere(index, node.id(), state.nodes().values());
    if (next.isEmpty()) {
      return Applied.refused(state, Rejection.NOT_READY, "no other node can take its replicas");
    }
    StateBuilder builder = state.change().put(next.get());
    release(builder, index.id());
    return Applied.done(builder.rerouted());
  }

  /** Its targets and what it leaves are the migration's: an operator aborts it, or lets it end. */
  private static boolean isOnTheMove(State state, Index index, String node) {
    return state.migrations().values().stream()
        .filter(migration -> migration.index() == index.id() && !migration.phase().isOver())
        .flatMap(migration -> migration.moves().stream())
        .anyMatch(move -> move.from().equals(node) || move.to().equals(node));
  }

  static Applied recover(State state, Command.RecoverShards command) {
    Index index = state.indexes().get(command.index());
    if (index == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no index " + command.index());
    }
    String wrong = wrong(state, index, command);
    if (wrong != null) {
      return Applied.refused(state, Rejection.INVALID, wrong);
    }
    boolean empty = command.from().isEmpty();
    Index next = index;
    for (Map.Entry<String, Member> entry : index.members().entrySet()) {
      Member member = entry.getValue();
      // The record may have missed settings: as if they had drifted, all are sent anew.
      boolean record = entry.getKey().equals(command.from());
      if (member.ready()) {
        next =
            next.with(
                record
                    ? member.cleaned(command.slots()).checked(member.check().found())
                    : member.counted().dirtied(command.slots()));
      }
    }
    next =
        next.withReplicas(
                (shard, replica) ->
                    isRecovered(command, index, shard, replica)
                        ? replica.in(
                            replica.node().equals(command.from())
                                ? ReplicaState.IN_SYNC
                                : ReplicaState.SYNCING)
                        : replica)
            .emptiedIn(
                empty
                    ? index.emptied().or(command.slots())
                    : index.emptied().minus(command.slots()));
    StateBuilder builder = state.change().put(next);
    release(builder, index.id());
    return Applied.done(builder.rerouted());
  }

  /** What comes or goes stays so, unless it is the record from now on. */
  private static boolean isRecovered(
      Command.RecoverShards command, Index index, int shard, Replica replica) {
    return command.slots().intersects(SlotSet.ofShard(shard, index.shards()))
        && (replica.state().isOwn() || replica.node().equals(command.from()));
  }

  private static @Nullable String wrong(State state, Index index, Command.RecoverShards command) {
    SlotSet gone = Losses.outOfReach(state.nodes(), index);
    for (int shard = 0; shard < index.shards(); shard++) {
      SlotSet slots = SlotSet.ofShard(shard, index.shards());
      if (!command.slots().intersects(slots)) {
        continue;
      }
      int at = shard;
      if (!slots.minus(command.slots()).isEmpty()) {
        return "shard " + shard + " only in part";
      }
      if (!slots.minus(gone).isEmpty()) {
        return "shard " + shard + " has a copy in sync that answers, or never had one";
      }
      boolean there =
          index.placement().values().stream()
              .flatMap(rows -> rows.get(at).stream())
              .map(Replica::node)
              .anyMatch(node -> node.equals(command.from()) && isReady(index, node));
      if (!command.from().isEmpty() && !there) {
        return command.from() + " has no copy of shard " + shard;
      }
    }
    return command.slots().isEmpty() ? "no shards" : null;
  }

  private static boolean isReady(Index index, String node) {
    Member member = index.members().get(node);
    return member != null && member.ready();
  }
}
