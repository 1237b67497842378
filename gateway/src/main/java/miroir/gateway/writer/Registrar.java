package miroir.gateway.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Registration;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;

/**
 * Registers writes in their order, many per log entry under load (protocol.md W5). One proposal is
 * in flight; what gathers meanwhile goes with the next.
 */
final class Registrar {
  private static final long RETRY_MILLIS = 200;

  private final Deque<Op> unregistered = new ArrayDeque<>();
  private final LaneTerms terms;
  private final TaskLog log;
  private final Outcomes outcomes;
  private final Map<Long, Op> underWay;
  private final Runnable stale;
  private boolean proposing;
  private boolean closed;

  Registrar(
      LaneTerms terms, TaskLog log, Outcomes outcomes, Map<Long, Op> underWay, Runnable stale) {
    this.terms = terms;
    this.log = log;
    this.outcomes = outcomes;
    this.underWay = underWay;
    this.stale = stale;
  }

  void add(Op op) {
    unregistered.add(op);
  }

  int size() {
    return unregistered.size();
  }

  /** Proposes the writes at the head that every member has answered. */
  void pump() {
    if (proposing || closed) {
      return;
    }
    dropRefused();
    List<Op> ready = new ArrayList<>();
    for (Op op : unregistered) {
      if (!op.settledOnNodes() || ready.size() == Limits.REGISTRATIONS || isRefused(op)) {
        break;
      }
      ready.add(op);
    }
    if (!ready.isEmpty()) {
      propose(ready);
    }
  }

  /** A write that every member refused for a reason of its own was not done: the client is told. */
  private void dropRefused() {
    while (!unregistered.isEmpty()) {
      Op head = unregistered.peek();
      if (!head.settledOnNodes() || !isRefused(head)) {
        return;
      }
      unregistered.remove();
      underWay.remove(head.seq);
      ApiError error = head.refused.values().iterator().next();
      head.tell(new WriteResult.Refused(outcomes.cleaned(error)));
    }
  }

  private static boolean isRefused(Op op) {
    return !op.refused.isEmpty() && op.nodeTasks.isEmpty() && op.missed.isEmpty();
  }

  private void propose(List<Op> ops) {
    proposing = true;
    List<Registration> writes = ops.stream().map(Registrar::registration).toList();
    terms
        .proposer()
        .propose(
            new Command.RegisterTasks(terms.index(), terms.epoch(), writes),
            result -> answered(ops, result));
  }

  private static Registration registration(Op op) {
    List<Registration.NodeTask> tasks = new ArrayList<>();
    op.nodeTasks.forEach((node, uid) -> tasks.add(new Registration.NodeTask(node, uid)));
    op.refused
        .keySet()
        .forEach(
            node -> op.missed.put(node, op.slots.getOrDefault(node, miroir.cluster.SlotSet.NONE)));
    return new Registration(
        op.seq,
        op.kind,
        op.details.open(),
        op.metadata,
        List.copyOf(tasks),
        op.settings,
        Sorted.copyOf(op.missed));
  }

  private void answered(List<Op> ops, Proposer.Result result) {
    proposing = false;
    if (closed) {
      return;
    }
    if (!(result instanceof Proposer.Result.Replied replied)) {
      ops.forEach(op -> op.tell(new WriteResult.Refused(unknown())));
      terms.clock().after(RETRY_MILLIS, () -> findOut(ops));
      proposing = true;
    } else if (replied.reply() instanceof Reply.Accepted accepted) {
      for (int i = 0; i < ops.size(); i++) {
        registered(ops.get(i), accepted.numbers().get(i));
      }
      pump();
    } else {
      refused(ops, (Reply.Rejected) replied.reply());
    }
  }

  private void registered(Op op, long taskUid) {
    unregistered.remove(op);
    underWay.remove(op.seq);
    op.taskUid = taskUid;
    op.enqueuedAtNanos = terms.clock().wallNanos();
    op.tell(new WriteResult.Registered(taskUid, op.kind, op.enqueuedAtNanos));
    outcomes.add(op);
  }

  private void refused(List<Op> ops, Reply.Rejected rejected) {
    if (rejected.reason() == Rejection.LAST_IN_SYNC) {
      // The shard's writes wait for the cut; until then their clients are told that it is unknown.
      ops.forEach(op -> op.tell(new WriteResult.Refused(unavailable())));
      terms.clock().after(5 * RETRY_MILLIS, this::pump);
      return;
    }
    ops.forEach(op -> op.tell(new WriteResult.Refused(unknown())));
    stale.run();
  }

  /**
   * Nobody said whether the proposal was committed: the unfinished tasks tell. What is there is
   * registered; the rest is proposed again.
   */
  private void findOut(List<Op> ops) {
    if (closed) {
      return;
    }
    log.unfinished(
        terms.index(),
        found -> {
          if (closed) {
            return;
          }
          if (found == null) {
            terms.clock().after(RETRY_MILLIS, () -> findOut(ops));
            return;
          }
          Map<Long, Long> uids = new HashMap<>();
          for (TaskLog.OpenTask task : found.tasks()) {
            if (task.epoch() == terms.epoch()) {
              uids.put(task.seq(), task.uid());
            }
          }
          for (Op op : ops) {
            Long uid = uids.get(op.seq);
            if (uid != null) {
              registered(op, uid);
            }
          }
          proposing = false;
          pump();
        });
  }

  private static ApiError unknown() {
    return ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
        "The nodes have the write, but no coordinator confirmed it in time. It may be done: look at"
            + " the task list before you send it again.");
  }

  private static ApiError unavailable() {
    return ErrorCode.MIROIR_SHARD_UNAVAILABLE.with(
        "The last copy of a shard that the write touches cannot be written. It may be done later:"
            + " look at the task list before you send it again.");
  }

  void close() {
    closed = true;
    unregistered.forEach(op -> op.tell(new WriteResult.Refused(unknown())));
    unregistered.clear();
  }
}
