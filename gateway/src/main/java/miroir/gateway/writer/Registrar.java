package miroir.gateway.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Registration;
import miroir.command.Reply;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;
import miroir.topology.Position;

/**
 * Registers writes in their order, many per log entry under load (protocol.md W5). One proposal is
 * in flight; what gathers meanwhile goes with the next.
 */
final class Registrar {
  private static final long RETRY_MILLIS = 200;
  private static final int STALE_IN_A_ROW = 3;

  private final Deque<Op> unregistered = new ArrayDeque<>();
  private final LaneTerms terms;
  private final TaskLog log;
  private final Outcomes outcomes;
  private final WriterDesk desk;
  private int most = Limits.REGISTRATIONS;
  private int staleInARow;
  private boolean proposing;
  private boolean closed;

  Registrar(LaneTerms terms, TaskLog log, Outcomes outcomes, WriterDesk desk) {
    this.terms = terms;
    this.log = log;
    this.outcomes = outcomes;
    this.desk = desk;
  }

  void add(Op op) {
    op.taken(terms.clock().nanos());
    unregistered.add(op);
  }

  int size() {
    return unregistered.size();
  }

  /** Returns the writes that are not registered. */
  Collection<Op> unregistered() {
    return unregistered;
  }

  /** Returns a member's oldest node task of a write that is not registered. */
  long oldestNodeTask(String node) {
    long oldest = Long.MAX_VALUE;
    for (Op op : unregistered) {
      Long nodeTask = op.nodeTasks.get(node);
      oldest = nodeTask == null ? oldest : Math.min(oldest, nodeTask);
    }
    return oldest;
  }

  /** Proposes the writes at the head that every member has answered. */
  void pump() {
    if (proposing || closed) {
      return;
    }
    dropRefused();
    List<Op> ready = new ArrayList<>();
    long bytes = 0;
    for (Op op : unregistered) {
      if (!op.settledOnNodes() || isRefused(op)) {
        break;
      }
      bytes += weight(op);
      if (ready.size() == most || (!ready.isEmpty() && bytes > Limits.PROPOSAL_BYTES)) {
        break;
      }
      ready.add(op);
    }
    if (!ready.isEmpty()) {
      propose(ready);
    }
  }

  /** How much of an entry a write takes, about, once every member has answered. */
  private static long weight(Op op) {
    long texts = op.details.open().length() + length(op.metadata) + length(op.settings);
    texts += op.failure == null ? 0 : op.failure.toTaskJson().length();
    long missed = 0;
    for (SlotSet slots : op.missed.values()) {
      missed += 64 + slots.toBytes().length;
    }
    return 3 * texts + 256 + 64L * op.nodeTasks.size() + missed;
  }

  private static long length(@org.jspecify.annotations.Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** A write that every member refused for a reason of its own was not done: the client is told. */
  private void dropRefused() {
    while (!unregistered.isEmpty()) {
      Op head = unregistered.peek();
      if (!head.settledOnNodes() || !isRefused(head)) {
        return;
      }
      unregistered.remove();
      head.done = true;
      desk.gone(head, false);
      ApiError error = head.refused.values().iterator().next();
      head.tell(new WriteResult.Refused(outcomes.cleaned(error)));
    }
  }

  private static boolean isRefused(Op op) {
    boolean nobodyHasIt = op.nodeTasks.isEmpty() && op.missed.isEmpty() && op.lacking == null;
    return !op.refused.isEmpty() && nobodyHasIt;
  }

  private void propose(List<Op> ops) {
    proposing = true;
    ops.forEach(this::judgeRefusals);
    ops.forEach(this::judgeGivenUp);
    ops.forEach(op -> op.missed.forEach(desk::marked));
    List<Registration> writes = ops.stream().map(Registrar::registration).toList();
    terms
        .proposer()
        .propose(
            new Command.RegisterTasks(terms.index(), terms.epoch(), writes, told(ops)),
            result -> answered(ops, result));
  }

  /** What is acknowledged, the coordinators know by the nodes' own time stamps. */
  private SortedMap<String, Position> told(List<Op> ops) {
    TreeMap<String, Position> told = new TreeMap<>();
    for (Op op : ops) {
      op.nodeTasks.keySet().forEach(node -> told.computeIfAbsent(node, desk::told));
    }
    told.values().removeIf(task -> task.uid() < 0);
    return Sorted.copyOf(told);
  }

  /** Judged by the copies in sync of now: they may have become others since it was given up. */
  private void judgeGivenUp(Op op) {
    if (op.lacking != null) {
      TreeMap<String, SlotSet> lacking = new TreeMap<>(op.lacking);
      op.refused
          .keySet()
          .forEach(node -> lacking.put(node, op.slots.getOrDefault(node, SlotSet.NONE)));
      op.missed.clear();
      op.missed.putAll(desk.marks(op, lacking));
    }
  }

  /** Who refuses what another copy took differs from it; what every copy refuses has failed. */
  private void judgeRefusals(Op op) {
    SlotSet taken = SlotSet.NONE;
    for (String node : op.nodeTasks.keySet()) {
      taken = taken.or(op.slots.getOrDefault(node, SlotSet.NONE));
    }
    for (Map.Entry<String, ApiError> refused : op.refused.entrySet()) {
      SlotSet slots = op.slots.getOrDefault(refused.getKey(), SlotSet.NONE);
      SlotSet differs = slots.and(taken);
      if (!differs.isEmpty()) {
        op.missed.put(refused.getKey(), differs);
      }
      if (!slots.minus(taken).isEmpty() && op.failure == null) {
        op.failure = outcomes.cleaned(refused.getValue());
      }
    }
  }

  private static Registration registration(Op op) {
    List<Registration.NodeTask> tasks = new ArrayList<>();
    op.nodeTasks.forEach((node, uid) -> tasks.add(new Registration.NodeTask(node, uid)));
    ApiError failure = op.failure;
    return new Registration(
        op.seq,
        op.kind,
        op.details.open(),
        op.metadata,
        List.copyOf(tasks),
        op.settings,
        Sorted.copyOf(op.missed),
        failure == null ? null : failure.toTaskJson(),
        op.originEpoch,
        op.originSeq);
  }

  private void answered(List<Op> ops, Proposer.Result result) {
    proposing = false;
    if (closed) {
      return;
    }
    if (!(result instanceof Proposer.Result.Replied replied)) {
      uncertain(ops);
    } else if (replied.reply() instanceof Reply.Accepted accepted) {
      staleInARow = 0;
      most = Math.min(2 * most, Limits.REGISTRATIONS);
      for (int i = 0; i < ops.size(); i++) {
        registered(ops.get(i), accepted.numbers().get(i));
      }
      pump();
    } else {
      refused(ops, (Reply.Rejected) replied.reply());
    }
  }

  private void uncertain(List<Op> ops) {
    ops.forEach(op -> op.tell(new WriteResult.Refused(WriteErrors.unknown())));
    proposing = true;
    terms.clock().after(RETRY_MILLIS, () -> findOut(ops));
  }

  private void registered(Op op, long taskUid) {
    unregistered.remove(op);
    desk.gone(op, true);
    op.taskUid = taskUid;
    op.enqueuedAtNanos = terms.clock().wallNanos();
    op.tell(result(op));
    outcomes.add(op);
  }

  /** Who asks for several copies is not told that fewer are enough. */
  private WriteResult result(Op op) {
    ApiError tooFew = desk.onTooFewCopies(op);
    return tooFew == null
        ? new WriteResult.Registered(op.taskUid, op.kind, op.enqueuedAtNanos)
        : new WriteResult.Refused(tooFew);
  }

  private void refused(List<Op> ops, Reply.Rejected rejected) {
    switch (rejected.reason()) {
      case LAST_IN_SYNC -> {
        if (ops.size() > 1) {
          halve(ops);
        } else {
          park(ops.get(0));
        }
      }
      case LIMIT -> halve(ops);
      case STALE -> {
        // By sequence it is there already; by lease epoch the view will soon say so, or never.
        if (++staleInARow < STALE_IN_A_ROW) {
          uncertain(ops);
        } else {
          desk.stale();
        }
      }
      default -> {
        ops.forEach(op -> op.tell(new WriteResult.Refused(WriteErrors.unknown())));
        desk.stale();
      }
    }
  }

  private void halve(List<Op> ops) {
    most = Math.max(1, ops.size() / 2);
    if (ops.size() > 1) {
      pump();
    } else {
      terms.clock().after(5 * RETRY_MILLIS, this::pump);
    }
  }

  /** The shard's writes wait for the cut; the client does so for as long as one may wait. */
  private void park(Op op) {
    op.missed.forEach(desk::notMarked);
    terms
        .clock()
        .after(
            Limits.VIEW_WAIT.toMillis(),
            () -> op.tell(new WriteResult.Refused(WriteErrors.unavailable())));
    if (op.lacking == null && desk.park(op)) {
      pump();
    } else {
      terms.clock().after(5 * RETRY_MILLIS, this::pump);
    }
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
          Map<WriteId, Long> uids = new HashMap<>();
          found
              .tasks()
              .forEach(task -> uids.put(new WriteId(task.epoch(), task.seq()), task.uid()));
          for (Op op : ops) {
            Long uid = uids.get(WriteId.of(op, terms.epoch()));
            if (uid != null) {
              staleInARow = 0;
              registered(op, uid);
            }
          }
          proposing = false;
          pump();
        });
  }

  void close() {
    closed = true;
    unregistered.forEach(op -> op.tell(new WriteResult.Refused(WriteErrors.unknown())));
    unregistered.clear();
  }
}
