package miroir.gateway.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Outcome;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.TaskStatus;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.gateway.lane.Proposer;
import miroir.topology.Position;

/**
 * Follows registered writes to their ends and commits the outcomes in the order of their tasks
 * (protocol.md W6), many per log entry.
 */
final class Outcomes {
  private static final long RETRY_MILLIS = 200;
  private static final long UNTOLD_MILLIS = 10;

  private final Deque<Op> following = new ArrayDeque<>();
  private final Map<String, TreeMap<Long, NodeTask>> endedEarly = new HashMap<>();
  private final LaneTerms terms;
  private final String uid;
  private final Map<String, Lane> lanes;
  private final Set<String> outLanes = new HashSet<>();
  private final Arrears arrears;
  private final WriterDesk desk;
  private int most = Limits.REGISTRATIONS;
  private long untoldMillis;
  private boolean proposing;

  Outcomes(LaneTerms terms, String uid, Map<String, Lane> lanes, Arrears arrears, WriterDesk desk) {
    this.arrears = arrears;
    this.desk = desk;
    this.terms = terms;
    this.uid = uid;
    this.lanes = lanes;
  }

  ApiError cleaned(ApiError error) {
    return ErrorText.clean(error, uid);
  }

  void add(Op op) {
    op.nodeTasks.forEach(
        (node, nodeTask) -> {
          NodeTask early =
              op.gone.contains(node)
                  ? null
                  : endedEarly.getOrDefault(node, new TreeMap<>()).get(nodeTask);
          if (early != null) {
            op.ended.put(node, early);
          }
        });
    op.taken(terms.clock().nanos());
    following.add(op);
    pump();
  }

  void ended(String node, List<NodeTask> tasks) {
    TreeMap<Long, NodeTask> byUid = endedEarly.computeIfAbsent(node, id -> new TreeMap<>());
    tasks.forEach(task -> byUid.put(task.uid(), task));
    for (Op op : following) {
      Long wanted = op.nodeTasks.get(node);
      NodeTask task = wanted == null || op.gone.contains(node) ? null : byUid.get(wanted);
      if (task != null) {
        op.ended.put(node, task);
      }
    }
    pump();
  }

  /** A member whose lane is out holds up no status: what it still owes is dirty instead. */
  void laneOut(String node) {
    outLanes.add(node);
    pump();
  }

  /** A member's database has lost what is open. */
  void gone(String node) {
    endedEarly.remove(node);
    pump();
  }

  /** What a member owes is waited for again. */
  void laneOpened(String node) {
    outLanes.remove(node);
  }

  /** Commits what is over, from the oldest on. */
  void pump() {
    if (proposing) {
      return;
    }
    List<Op> over = new ArrayList<>();
    for (Op op : following) {
      if (!isOver(op) || over.size() == most) {
        break;
      }
      over.add(op);
    }
    if (!over.isEmpty()) {
      propose(over);
    }
  }

  private boolean isOver(Op op) {
    Set<String> owed = new HashSet<>(op.nodeTasks.keySet());
    owed.removeAll(op.ended.keySet());
    owed.removeAll(op.gone);
    boolean noVote = owed.stream().noneMatch(node -> desk.targets().all().containsKey(node));
    return owed.isEmpty() || (outLanes.containsAll(owed) && (!op.ended.isEmpty() || noVote));
  }

  private void propose(List<Op> ops) {
    proposing = true;
    List<Outcome> outcomes = new ArrayList<>();
    TreeMap<String, SlotSet> missed = new TreeMap<>();
    for (Op op : ops) {
      outcomes.add(outcome(op, missed));
      owed(op).forEach((node, slots) -> missed.merge(node, slots, SlotSet::or));
    }
    missed.values().removeIf(SlotSet::isEmpty);
    missed.forEach(desk::marked);
    Command.FinishTasks telling =
        new Command.FinishTasks(
            terms.index(),
            terms.epoch(),
            List.copyOf(outcomes),
            Sorted.copyOf(settled(ops)),
            Sorted.empty());
    if (missed.isEmpty()) {
      say(ops, telling, telling);
      return;
    }
    // First nobody may read from who does not hold what is told.
    Command.FinishTasks takingOut =
        new Command.FinishTasks(
            terms.index(), terms.epoch(), List.of(), Sorted.empty(), Sorted.copyOf(missed));
    say(ops, takingOut, telling);
  }

  /** What members have not ended, or never will. */
  private Map<String, SlotSet> owed(Op op) {
    TreeMap<String, SlotSet> owed = new TreeMap<>();
    if (op.lacking != null && op.taskUid >= 0) {
      TreeMap<String, SlotSet> lacking = new TreeMap<>(op.lacking);
      lacking.keySet().retainAll(op.nodeTasks.keySet());
      owed.putAll(desk.marks(op, lacking));
    }
    for (String node : op.nodeTasks.keySet()) {
      boolean lacks = op.lacking != null && op.lacking.containsKey(node);
      if (!lacks && !op.ended.containsKey(node)) {
        owed.merge(node, owed(op, node), SlotSet::or);
      }
    }
    return owed;
  }

  /** What a database has lost it will never show: where it is the last copy, it is the record. */
  private SlotSet owed(Op op, String node) {
    SlotSet slots = op.slots.getOrDefault(node, SlotSet.ALL);
    return op.gone.contains(node) ? slots.minus(desk.targets().onlyBy(node)) : slots;
  }

  private void say(List<Op> ops, Command.FinishTasks command, Command.FinishTasks last) {
    terms.proposer().propose(command, result -> answered(ops, command, last, result));
  }

  private Outcome outcome(Op op, Map<String, SlotSet> missed) {
    long now = terms.clock().wallNanos();
    boolean gone = op.ended.isEmpty() && !op.nodeTasks.isEmpty();
    ApiError failure = op.failure == null && gone ? WriteErrors.gone() : op.failure;
    if (op.ended.isEmpty()) {
      return new Outcome(
          op.taskUid,
          failure != null ? TaskStatus.FAILED : TaskStatus.SUCCEEDED,
          failure != null ? op.details.failed() : op.details.succeeded(List.of()),
          failure != null ? failure.toTaskJson() : null,
          op.enqueuedAtNanos,
          now);
    }
    OutcomeRule rule = OutcomeRule.of(op, desk.targets().all());
    rule.dirty().forEach((node, slots) -> missed.merge(node, slots, SlotSet::or));
    op.failedOnNodes = rule.error() != null;
    ApiError told = rule.error() == null ? null : cleaned(rule.error());
    // Whatever is told of it: who holds it must hold the same.
    ApiError error = failure != null ? failure : told;
    return new Outcome(
        op.taskUid,
        error == null ? TaskStatus.SUCCEEDED : TaskStatus.FAILED,
        error == null ? op.details.succeeded(rule.good().values()) : op.details.failed(),
        error == null ? null : error.toTaskJson(),
        op.ended.values().stream().mapToLong(NodeTask::startedAtNanos).min().orElse(now),
        op.ended.values().stream().mapToLong(NodeTask::finishedAtNanos).max().orElse(now));
  }

  /** Up to here everything of a member is registered, and its outcome is part of this commit. */
  private Map<String, Position> settled(List<Op> ops) {
    Set<Op> ending = new HashSet<>(ops);
    TreeMap<String, Position> settled = new TreeMap<>();
    Map<String, Long> below = new HashMap<>();
    for (Op op : ops) {
      op.ended.forEach(
          (node, task) -> {
            long limit = below.computeIfAbsent(node, id -> settleBelow(id, ending));
            if (task.uid() < limit) {
              settled.put(node, task.position());
            }
          });
    }
    arrears
        .proven()
        .forEach(
            (node, position) -> {
              if (position.uid() < settleBelow(node, ending)) {
                settled.merge(node, position, (one, two) -> one.uid() < two.uid() ? two : one);
              }
            });
    return settled;
  }

  /** Joined writes share a node task: it is not over while one of them is open. */
  private long settleBelow(String node, Set<Op> ending) {
    long limit = desk.settleBelow(node);
    for (Op op : following) {
      Long nodeTask = op.nodeTasks.get(node);
      if (nodeTask != null && !ending.contains(op)) {
        limit = Math.min(limit, nodeTask);
      }
    }
    return limit;
  }

  private void answered(
      List<Op> ops, Command.FinishTasks command, Command.FinishTasks last, Proposer.Result result) {
    if (!(result instanceof Proposer.Result.Replied replied)) {
      sayAgain(RETRY_MILLIS, ops, command, last);
    } else if (!(replied.reply() instanceof Reply.Rejected rejected)) {
      if (command.outcomes().isEmpty()) {
        say(ops, last, last);
      } else {
        committed(ops, command);
      }
    } else if (rejected.reason() == Rejection.NOT_READY) {
      // A gateway may still read from a member that was taken out; it knows in milliseconds, or
      // its session ends.
      untoldMillis = Math.min(2 * untoldMillis + UNTOLD_MILLIS, RETRY_MILLIS);
      sayAgain(untoldMillis, ops, command, last);
    } else {
      command.missed().forEach(desk::notMarked);
      refused(ops, rejected.reason());
    }
  }

  /** Finishing a task twice changes nothing, so it is simply said again. */
  private void sayAgain(
      long millis, List<Op> ops, Command.FinishTasks command, Command.FinishTasks last) {
    terms.clock().after(millis, () -> say(ops, command, last));
  }

  private void committed(List<Op> ops, Command.FinishTasks command) {
    untoldMillis = 0;
    most = Math.min(2 * most, Limits.REGISTRATIONS);
    proposing = false;
    ops.forEach(this::over);
    endedEarly.forEach((node, early) -> forget(node, early, ops));
    command
        .settled()
        .forEach(
            (node, position) -> {
              Lane lane = lanes.get(node);
              if (lane != null) {
                lane.settled(position);
              }
            });
    for (int i = 0; i < ops.size(); i++) {
      boolean succeeded = command.outcomes().get(i).status() == TaskStatus.SUCCEEDED;
      desk.finished(ops.get(i), succeeded);
    }
    pump();
  }

  private void refused(List<Op> ops, Rejection reason) {
    Op first = ops.get(0);
    if (reason == Rejection.STALE || reason == Rejection.NOT_FOUND) {
      // Another follows them now, or the index is gone.
      proposing = false;
      ops.forEach(this::over);
    } else if (ops.size() > 1) {
      most = ops.size() / 2;
      retry();
    } else if (reason == Rejection.LAST_IN_SYNC || reason == Rejection.LIMIT) {
      // What a last copy owes is waited for: its lane may heal. Who has a vote, the view will say.
      terms.clock().after(5 * RETRY_MILLIS, this::retry);
    } else {
      over(first);
      retry();
    }
  }

  private void over(Op op) {
    following.remove(op);
    op.done = true;
    arrears.ended(op);
  }

  /** Returns whether the outcome of every registered write is committed. */
  boolean isIdle() {
    return following.isEmpty() && !proposing;
  }

  /** Returns the writes whose outcome is not committed. */
  Collection<Op> following() {
    return following;
  }

  private void retry() {
    proposing = false;
    pump();
  }

  /** A write that was registered late may have an older node task than those that have ended. */
  private void forget(String node, NavigableMap<Long, NodeTask> early, List<Op> ops) {
    long newest = -1;
    for (Op op : ops) {
      newest = Math.max(newest, op.nodeTasks.getOrDefault(node, -1L));
    }
    early.headMap(Math.min(newest, settleBelow(node, Set.of())), false).clear();
  }
}
