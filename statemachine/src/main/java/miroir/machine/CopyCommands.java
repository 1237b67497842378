package miroir.machine;

import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.OfCopy;
import miroir.command.Rejection;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** Dirty slots, and their way back into the in-sync set (protocol.md, exact slot copy). */
final class CopyCommands {
  private CopyCommands() {}

  static Applied takeOut(State state, Command.TakeOut command) {
    Index index = state.indexes().get(command.index());
    Applied refusal =
        MemberCommands.refusal(state, index, command.index(), command.leaseEpoch(), command.node());
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    Index counted = index.with(MemberCommands.member(index, command.node()).counted());
    Index next =
        MemberCommands.takenOut(counted, command.node(), command.dirty(), command.unknown());
    return next == null
        ? Applied.refused(
            state, Rejection.LAST_IN_SYNC, "a shard would lose its last in-sync replica")
        : Applied.done(state.change().put(next).rerouted());
  }

  static Applied clean(State state, Command.CleanSlots command) {
    Index index = state.indexes().get(command.index());
    Applied refusal = refusal(state, index, command);
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    // No new routes: searches do not ask this copy yet, and its writer knows.
    Member member = MemberCommands.member(index, command.node());
    return Applied.done(state.change().put(index.with(member.cleaned(command.slots()))));
  }

  static Applied admit(State state, Command.AdmitReplicas command) {
    Index index = state.indexes().get(command.index());
    Applied refusal = refusal(state, index, command);
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    Member member = MemberCommands.member(index, command.node());
    Index admitted =
        index.withReplicas(
            (shard, replica) ->
                replica.node().equals(command.node())
                        && replica.state() == ReplicaState.SYNCING
                        && command.slots().intersects(SlotSet.ofShard(shard, index.shards()))
                        && !member.dirty().intersects(SlotSet.ofShard(shard, index.shards()))
                    ? replica.in(ReplicaState.IN_SYNC)
                    : replica);
    if (admitted.placement().equals(index.placement())) {
      return Applied.refused(state, Rejection.STALE, "no replica there waits to be admitted");
    }
    Index next = Cutover.handedOver(state, admitted.emptiedIn(stillEmpty(admitted)));
    return Applied.done(state.change().put(next).rerouted());
  }

  private static SlotSet stillEmpty(Index index) {
    SlotSet emptied = index.emptied();
    for (int shard = 0; shard < index.shards() && !emptied.isEmpty(); shard++) {
      if (index.hasInSync(shard)) {
        emptied = emptied.minus(SlotSet.ofShard(shard, index.shards()));
      }
    }
    return emptied;
  }

  /** A lane that broke, or a later mark, makes what was copied worthless (I8). */
  private static @Nullable Applied refusal(State state, @Nullable Index index, OfCopy command) {
    Applied refusal =
        MemberCommands.refusal(state, index, command.index(), command.leaseEpoch(), command.node());
    if (refusal != null || index == null) {
      return refusal;
    }
    Member member = MemberCommands.member(index, command.node());
    if (!member.ready()
        || member.marks() == 0
        || member.newestName() != command.cut()
        || member.marks() != command.marks()) {
      return Applied.refused(
          state,
          Rejection.STALE,
          "the member's cut is " + member.newestName() + ", its marks are " + member.marks());
    }
    return null;
  }
}
