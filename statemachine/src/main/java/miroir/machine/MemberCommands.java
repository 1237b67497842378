package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Member;
import miroir.topology.Position;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import miroir.topology.SettingsCheck;
import org.jspecify.annotations.Nullable;

/** Members in the making, and the cuts of their names (protocol.md, Names, lanes, cuts). */
final class MemberCommands {
  private MemberCommands() {}

  static Applied begin(State state, Command.BeginMember command) {
    Index index = state.indexes().get(command.index());
    if (index == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no index " + command.index());
    }
    Member present = index.members().get(command.node());
    if (present != null && present.ready()) {
      return Applied.refused(state, Rejection.EXISTS, "the member is ready");
    }
    long cut = index.nextCut();
    // An earlier attempt is abandoned with its name: a late request of it must find nothing here.
    Member member = Member.unready(command.node(), cut, present == null ? 0 : present.marks());
    return Applied.done(state.change().put(index.cutTaken().with(member)), cut);
  }

  static Applied ready(State state, Command.MemberReady command, long atNanos, int rules) {
    Index index = state.indexes().get(command.index());
    Member member = index == null ? null : index.members().get(command.node());
    if (index == null || member == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no such member");
    }
    if (member.ready() || member.newestName() != command.cut()) {
      return Applied.refused(state, Rejection.STALE, "the member's cut is " + member.newestName());
    }
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    boolean untouched = lease.epoch() == 0;
    Member made =
        new Member(
            member.node(),
            member.names(),
            true,
            command.newest(),
            index.settings().version(),
            untouched ? SlotSet.NONE : SlotSet.ALL,
            member.marks() == 0 ? 0 : member.marks() + 1,
            SettingsCheck.NONE,
            Position.START);
    Index next = index.with(made);
    if (untouched) {
      // Before the first lease nobody has written, so an empty member equals the record.
      next =
          next.withReplicas(
              (shard, replica) ->
                  replica.node().equals(command.node()) && replica.state().isOwn()
                      ? replica.in(ReplicaState.IN_SYNC)
                      : replica);
    }
    StateBuilder builder = state.change();
    if (!next.created() && everyShardServed(next)) {
      next = next.asCreated();
      finishCreation(builder, next.id(), atNanos);
    }
    builder.put(next);
    // A swap may wait for the creation that has just ended.
    Swaps.settle(builder, atNanos, rules);
    return Applied.done(builder.rerouted());
  }

  private static boolean everyShardServed(Index index) {
    for (int shard = 0; shard < index.shards(); shard++) {
      if (!index.hasInSync(shard)) {
        return false;
      }
    }
    return true;
  }

  private static void finishCreation(StateBuilder next, long index, long atNanos) {
    for (TaskRow row : TaskWork.unfinished(next.tasks, index)) {
      if (row.kind() == TaskKind.INDEX_CREATION) {
        TaskWork.end(next, row.uid(), TaskStatus.SUCCEEDED, row.details(), null, atNanos);
      }
    }
  }

  static Applied beginCut(State state, Command.BeginCut command) {
    Index index = state.indexes().get(command.index());
    Applied refusal = refusal(state, index, command.index(), command.leaseEpoch(), command.node());
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    long cut = index.nextCut();
    Member member = member(index, command.node());
    List<Long> names = new ArrayList<>(member.names());
    names.add(cut);
    return Applied.done(
        state.change().put(index.cutTaken().with(member.named(names))).rerouted(), cut);
  }

  static Applied endCut(State state, Command.EndCut command) {
    Index index = state.indexes().get(command.index());
    Applied refusal = refusal(state, index, command.index(), command.leaseEpoch(), command.node());
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    Member member = member(index, command.node());
    if (member.newestName() != command.cut()) {
      return Applied.refused(state, Rejection.STALE, "the member's cut is " + member.newestName());
    }
    Index shown = index.with(member.showing(command.renamed()));
    Index dirtied = takenOut(shown, command.node(), command.dirty());
    if (dirtied == null) {
      return Applied.refused(
          state, Rejection.LAST_IN_SYNC, "a shard would lose its last in-sync replica");
    }
    StateBuilder next = state.change().put(dirtied);
    return Applied.done(command.dirty().isEmpty() ? next : next.rerouted());
  }

  static Applied forgetNames(State state, Command.ForgetNames command) {
    Index index = state.indexes().get(command.index());
    Applied refusal = refusal(state, index, command.index(), command.leaseEpoch(), command.node());
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    Member member = member(index, command.node());
    if (!member.names().contains(command.cut())) {
      return Applied.refused(state, Rejection.STALE, "the member's cut is " + member.newestName());
    }
    List<Long> names = member.names().stream().filter(name -> name >= command.cut()).toList();
    return Applied.done(state.change().put(index.with(member.named(names))).rerouted());
  }

  static Applied remember(State state, Command.RememberTask command) {
    Index index = state.indexes().get(command.index());
    Applied refusal = refusal(state, index, command.index(), command.leaseEpoch(), command.node());
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    Member member = member(index, command.node());
    return Applied.done(state.change().put(index.with(member.showing(command.task()))));
  }

  /**
   * Returns the index with slots of a member marked dirty and their shards taken out of sync there,
   * or null if a shard would lose its last in-sync replica (invariant I4).
   */
  static @Nullable Index takenOut(Index index, String node, SlotSet slots) {
    return takenOut(index, node, slots, SlotSet.NONE);
  }

  /** The same, and the shards of {@code unknown} are taken out without marks. */
  static @Nullable Index takenOut(Index index, String node, SlotSet dirty, SlotSet unknown) {
    SlotSet slots = dirty.or(unknown);
    if (slots.isEmpty() || !index.members().containsKey(node)) {
      return index; // Of a member that is none any more nothing is missed.
    }
    Member before = member(index, node);
    Index next =
        index
            .with(dirty.isEmpty() ? before : before.dirtied(dirty))
            .withReplicas(
                (shard, replica) ->
                    replica.node().equals(node)
                            && replica.state() == ReplicaState.IN_SYNC
                            && slots.intersects(SlotSet.ofShard(shard, index.shards()))
                        ? new Replica(node, ReplicaState.SYNCING)
                        : replica);
    for (int shard = 0; shard < index.shards(); shard++) {
      if (index.hasInSync(shard) && !next.hasInSync(shard)) {
        return null;
      }
    }
    return next;
  }

  static @Nullable Applied refusal(
      State state, @Nullable Index index, long indexId, long leaseEpoch, String node) {
    if (index == null || !index.members().containsKey(node)) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no member " + node);
    }
    Lease lease = state.leases().getOrDefault(indexId, Lease.NONE);
    return !lease.held() || lease.epoch() != leaseEpoch
        ? Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch())
        : null;
  }

  static Member member(Index index, String node) {
    Member member = index.members().get(node);
    if (member == null) {
      throw new IllegalArgumentException("no member " + node);
    }
    return member;
  }
}
