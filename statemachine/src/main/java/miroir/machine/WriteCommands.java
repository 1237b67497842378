package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Outcome;
import miroir.command.Registration;
import miroir.command.Rejection;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Member;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/** Writes: their registration (protocol.md W5) and their outcomes (W6). */
final class WriteCommands {
  private WriteCommands() {}

  static Applied register(State state, Command.RegisterTasks command, long atNanos) {
    Index index = state.indexes().get(command.index());
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (index == null || TaskWork.nameOf(state.names(), command.index()) == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "index " + command.index() + " is gone");
    }
    if (!lease.held() || lease.epoch() != command.leaseEpoch()) {
      return Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch());
    }
    long seq = lease.registeredSeq();
    Index next = index;
    for (Registration write : command.registrations()) {
      if (write.seq() <= seq) {
        return Applied.refused(
            state, Rejection.STALE, "sequence " + write.seq() + " behind " + seq);
      }
      seq = write.seq();
      for (Map.Entry<String, SlotSet> missed : write.missed().entrySet()) {
        Index dirtied = MemberCommands.takenOut(next, missed.getKey(), missed.getValue());
        if (dirtied == null) {
          return Applied.refused(
              state, Rejection.LAST_IN_SYNC, "a shard would lose its last in-sync replica");
        }
        next = dirtied;
      }
    }
    return registered(state, command, lease, next, atNanos);
  }

  private static Applied registered(
      State state, Command.RegisterTasks command, Lease lease, Index index, long atNanos) {
    StateBuilder builder = state.change();
    List<TaskRow> rows = new ArrayList<>();
    List<Long> uids = new ArrayList<>();
    Index next = index;
    long uid = state.tasks().nextUid();
    long seq = lease.registeredSeq();
    for (Registration write : command.registrations()) {
      rows.add(
          new TaskRow(
              uid,
              command.index(),
              write.kind(),
              TaskStatus.ENQUEUED,
              write.originEpoch() > 0 ? write.originEpoch() : command.leaseEpoch(),
              write.originEpoch() > 0 ? write.originSeq() : write.seq(),
              atNanos,
              0,
              0,
              write.details(),
              write.failure(),
              write.metadata(),
              write.nodeTasks()));
      if (write.settings() != null) {
        next = next.with(next.settings().registered(uid, write.settings()));
      }
      uids.add(uid++);
      seq = write.seq();
    }
    builder.tasks = state.tasks().appended(rows);
    builder.put(command.index(), lease.registeredTo(seq, uid - 1));
    boolean routes =
        command.registrations().stream()
            .anyMatch(write -> write.settings() != null || !write.missed().isEmpty());
    next = showing(next, command.told());
    if (routes) {
      builder.put(next).rerouted();
    } else if (!command.told().isEmpty()) {
      builder.put(next);
    }
    return Applied.done(builder, uids.toArray(Long[]::new));
  }

  private static Index showing(Index index, Map<String, Position> told) {
    Index next = index;
    for (Map.Entry<String, Position> task : told.entrySet()) {
      Member member = next.members().get(task.getKey());
      next = member == null ? next : next.with(member.showing(task.getValue()));
    }
    return next;
  }

  static Applied finish(State state, Command.FinishTasks command, long atNanos, int rules) {
    Index index = state.indexes().get(command.index());
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (index == null || !lease.held() || lease.epoch() != command.leaseEpoch()) {
      return Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch());
    }
    StateBuilder builder = state.change();
    List<TaskRow> rows = new ArrayList<>();
    Index next = index;
    long last = -1;
    boolean changed = false;
    for (Outcome outcome : command.outcomes()) {
      TaskRow row = state.tasks().find(outcome.taskUid()).orElse(null);
      if (row == null || row.index() != index.id() || row.uid() <= last) {
        return Applied.refused(
            state, Rejection.INVALID, "task " + outcome.taskUid() + " is not next");
      }
      last = row.uid();
      if (row.status().terminal()) {
        continue;
      }
      changed |= outcome.status() == TaskStatus.SUCCEEDED;
      rows.add(
          row.ended(
              outcome.status(),
              outcome.details(),
              outcome.error(),
              outcome.startedAtNanos(),
              outcome.finishedAtNanos()));
      if (row.kind() == TaskKind.SETTINGS_UPDATE) {
        next =
            next.with(
                next.settings().finished(row.uid(), outcome.status() == TaskStatus.SUCCEEDED));
        builder.rerouted();
      }
    }
    for (Map.Entry<String, SlotSet> missed : command.missed().entrySet()) {
      Index dirtied = MemberCommands.takenOut(next, missed.getKey(), missed.getValue());
      if (dirtied == null) {
        return Applied.refused(
            state, Rejection.LAST_IN_SYNC, "a shard would lose its last in-sync replica");
      }
      next = dirtied;
      builder.rerouted();
    }
    String untold = rules < 1 || command.outcomes().isEmpty() ? null : untold(state, index, next);
    if (untold != null) {
      return Applied.refused(state, Rejection.NOT_READY, untold);
    }
    builder.tasks = state.tasks().replaced(rows);
    next = settled(next, command);
    builder.put(changed ? next.touched(atNanos) : next);
    Swaps.settle(builder, atNanos, rules);
    return Applied.done(builder);
  }

  /** Returns why no status may be told yet (invariant I6), or null. */
  private static @Nullable String untold(State state, Index index, Index next) {
    if (next.retreatsFrom(index)) {
      return "a replica must be taken out of sync first, by a command of its own";
    }
    return Retreats.unaware(state, index)
        .map(
            session ->
                session.gateway() + " has not acknowledged routing epoch " + index.takenOut())
        .orElse(null);
  }

  private static Index settled(Index index, Command.FinishTasks command) {
    Index next = index;
    for (Map.Entry<String, Position> entry : command.settled().entrySet()) {
      Member member = next.members().get(entry.getKey());
      if (member != null && entry.getValue().uid() > member.settled().uid()) {
        next = next.with(member.settledAt(entry.getValue()));
      }
    }
    return next;
  }
}
