package miroir.gateway.writer;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.Json;
import miroir.gateway.lane.Known;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneOwner;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.OpenLane;
import org.jspecify.annotations.Nullable;

/**
 * How a new holder of a lease begins (protocol.md, "Writer dies or is cut off"): every lane is cut,
 * the logs are read and compared with Raft. Writes that are not in Raft yet are registered now, as
 * ordinary tasks if every member that must have them has them, else as failed with {@code
 * miroir_outcome_unknown}. A member that can be cut only later is compared then.
 */
final class TakeOver {
  private static final long RETRY_MILLIS = 200;

  private final Logs logs = new Logs();
  private final Set<String> settledLanes = new HashSet<>();
  private final LaneTerms terms;
  private final TaskLog log;
  private final LaneOwner owner;
  private final Map<String, Lane> lanes;
  private final Registrar registrar;
  private final Outcomes outcomes;
  private final LongSupplier nextSeq;
  private final SyncingMembers syncing;
  private final Arrears arrears;
  private final OutOfReach outOfReach;
  private final Runnable sendWholeSettings;
  private final Runnable done;
  private IndexRoute route;
  private TaskLog.@Nullable Unfinished known;
  private boolean reading;
  private boolean finished;
  private boolean allRead;
  private boolean closed;

  /**
   * Makes one that waits for {@link #start}.
   *
   * @param sendWholeSettings sends every member the pending settings, whole
   * @param done called when the writer may take writes
   */
  TakeOver(
      LaneTerms terms,
      IndexRoute route,
      TaskLog log,
      LaneOwner owner,
      Map<String, Lane> lanes,
      Registrar registrar,
      Outcomes outcomes,
      LongSupplier nextSeq,
      SyncingMembers syncing,
      Arrears arrears,
      Runnable sendWholeSettings,
      Runnable done) {
    this.syncing = syncing;
    this.arrears = arrears;
    this.terms = terms;
    this.route = route;
    this.log = log;
    this.owner = owner;
    this.lanes = lanes;
    this.registrar = registrar;
    this.outcomes = outcomes;
    this.nextSeq = nextSeq;
    this.sendWholeSettings = sendWholeSettings;
    this.done = done;
    this.outOfReach = new OutOfReach(terms, lanes, logs, () -> new Targets(route));
  }

  void start() {
    if (reading || closed) {
      return;
    }
    reading = true;
    log.unfinished(
        terms.index(),
        found -> {
          reading = false;
          if (closed) {
            return;
          }
          if (found == null) {
            terms.clock().after(RETRY_MILLIS, this::start);
          } else {
            known = found;
            logs.learn(found.tasks());
            cutAll(found);
          }
        });
  }

  /**
   * Follows the view; a member that is new needs its settled position, so the log is read again.
   */
  void follow(IndexRoute next) {
    route = next;
    if (known != null && !lanes.keySet().containsAll(next.members().keySet())) {
      start();
    }
  }

  void close() {
    closed = true;
    outOfReach.close();
  }

  private void cutAll(TaskLog.Unfinished found) {
    route
        .members()
        .forEach(
            (node, names) -> {
              Known there = found.known(node);
              if (!lanes.containsKey(node) && there != null) {
                begin(node, names, there);
              }
            });
    if (!lanes.keySet().containsAll(route.members().keySet())) {
      terms.clock().after(RETRY_MILLIS, this::start);
    }
    settleOnceAll();
  }

  /** A lane that was passed on open needs no cut: all that went through it has ended. */
  private void begin(String node, List<Long> names, Known there) {
    OpenLane open = route.open().get(node);
    if (open == null || !names.equals(List.of(open.cut()))) {
      lanes.put(node, Lane.takenOver(terms, node, owner, names, there));
      return;
    }
    lanes.put(node, Lane.open(terms, node, owner, names, there.with(open.newest())));
    logs.put(node, List.of());
    settledLanes.add(node);
  }

  /**
   * Takes a member's log, which never changes again. Returns what is dirty there: what no task
   * stands for, because the take-over was over before. The last copy is the record instead.
   */
  SlotSet compare(String node, List<NodeTask> read) {
    logs.put(node, read);
    SlotSet dirty = SlotSet.NONE;
    if (!finished) {
      return dirty;
    }
    Targets targets = new Targets(route);
    SyncingMember behind = syncing.of(node);
    SlotSet placed = targets.ownedBy(node);
    if (behind != null) {
      placed = placed.or(behind.owned());
      dirty = logs.lacked(node, read, behind.live());
    }
    for (Map.Entry<WriteId, SlotSet> write : logs.unknown(read).entrySet()) {
      SlotSet slots = write.getValue().and(placed);
      if (slots.intersects(targets.onlyBy(node))) {
        register(write.getKey(), targets);
      }
      dirty = dirty.or(slots.minus(targets.onlyBy(node)));
    }
    registrar.pump();
    syncing.all().stream().filter(member -> member != behind).forEach(this::compareLacks);
    return dirty;
  }

  /** What a log tells late, members that are behind may lack too. */
  private void compareLacks(SyncingMember member) {
    List<NodeTask> log = logs.of(member.node());
    SlotSet lacked = log == null ? SlotSet.NONE : logs.lacked(member.node(), log, member.live());
    if (!lacked.isEmpty()) {
      arrears.missed(member.node(), null, lacked);
    }
  }

  /**
   * Returns whether a write must wait until the copies in sync of a shard that it touches have told
   * their logs, or were taken out: what is found there comes first in the order.
   */
  boolean holdsBack(WriteRequest request, Targets targets) {
    SlotSet unread = SlotSet.NONE;
    if (!allRead) {
      for (Map.Entry<String, SlotSet> member : targets.all().entrySet()) {
        unread = logs.of(member.getKey()) == null ? unread.or(member.getValue()) : unread;
      }
    }
    allRead = unread.isEmpty();
    return !allRead && unread.intersects(request.touched());
  }

  void laneOpened(String node) {
    if (finished && logs.strangeSettings(node)) {
      sendWholeSettings.run();
    }
    if (finished) {
      // Now that one copy is known, those that are not are out of sync.
      outOfReach.takeOut(() -> {});
    }
    laneSettled(node);
  }

  /** Without its log nothing is known of a member: it does not hold the others up. */
  void laneOut(String node) {
    laneSettled(node);
  }

  private void laneSettled(String node) {
    settledLanes.add(node);
    settleOnceAll();
  }

  private void settleOnceAll() {
    TaskLog.Unfinished found = known;
    if (finished
        || closed
        || found == null
        || !settledLanes.containsAll(route.members().keySet())
        || outOfReach.isEverything()) {
      return;
    }
    finished = true;
    outOfReach.takeOut(() -> settle(found));
  }

  private void settle(TaskLog.Unfinished found) {
    Targets targets = new Targets(route);
    for (TaskLog.OpenTask task : found.tasks()) {
      if (!task.ended() && task.seq() >= 0) {
        goOn(task, targets);
      }
    }
    boolean strange = logs.strangeSettings();
    logs.unregistered().keySet().forEach(id -> register(id, targets));
    syncing.all().forEach(this::compareBehind);
    if (strange) {
      sendWholeSettings.run();
    }
    done.run();
    registrar.pump();
  }

  private void compareBehind(SyncingMember member) {
    List<NodeTask> log = logs.of(member.node());
    Lane lane = lanes.get(member.node());
    if (log == null || lane == null) {
      SlotSet unknown = logs.lacked(member.node(), List.of(), member.live());
      if (!unknown.isEmpty()) {
        arrears.missed(member.node(), null, unknown);
      }
      return;
    }
    SlotSet differs = logs.lacked(member.node(), log, member.live());
    for (SlotSet slots : logs.unknown(log).values()) {
      // The record may hold it in other slots, or not at all.
      differs = differs.or(slots.and(member.live()));
    }
    if (!differs.isEmpty()) {
      arrears.missed(member.node(), null, differs);
    }
    for (NodeTask task : log) {
      if (!task.ended() && task.tag().isPresent()) {
        int expected = task.details().path("receivedDocuments").asInt(-1);
        arrears.tookCopy(member.node(), task.tag().orElseThrow().slots(), task.uid(), expected);
        lane.tasks().add(task.position());
      }
    }
  }

  /** Follows a registered write to its end. */
  private void goOn(TaskLog.OpenTask task, Targets targets) {
    WriteId id = new WriteId(task.epoch(), task.seq());
    Op op =
        recovered(
            id, task.seq(), task.kind(), new Details.Recovered(task.details(), targets.copies()));
    op.taskUid = task.uid();
    op.enqueuedAtNanos = terms.clock().wallNanos();
    String failure = task.failure();
    if (failure != null) {
      op.failure = ApiError.fromJson(Json.tree(failure.getBytes(StandardCharsets.UTF_8)));
    }
    task.nodeTasks()
        .forEach(
            (node, uid) -> {
              SlotSet tagged = logs.slots(node, id);
              SyncingMember behind = syncing.of(node);
              // That uid was of another database: of one before the member was made anew, or of
              // one that was put back, which then is dirty.
              boolean gone = logs.lacks(node, uid, tagged);
              if (lanes.containsKey(node) && !(gone && behind != null)) {
                SlotSet sync = targets.ownedBy(node);
                SlotSet owned = behind == null ? sync : sync.or(behind.owned());
                op.nodeTasks.put(node, uid);
                op.slots.put(node, tagged == null ? owned : tagged.and(owned));
              }
              if (gone && behind == null) {
                op.gone.add(node);
                op.slots.put(node, targets.ownedBy(node).minus(targets.onlyBy(node)));
              }
            });
    if (op.nodeTasks.isEmpty() && !task.nodeTasks().isEmpty() && op.failure == null) {
      op.failure = WriteErrors.gone();
    }
    follow(op);
    outcomes.add(op);
  }

  private static Op recovered(WriteId id, long seq, TaskKind kind, Details details) {
    Op op = new Op(seq, kind, details, null, result -> {});
    op.originEpoch = id.epoch();
    op.originSeq = id.seq();
    return op;
  }

  private void follow(Op op) {
    op.nodeTasks.forEach(
        (node, uid) -> {
          Lane lane = lanes.get(node);
          if (lane != null && !op.gone.contains(node)) {
            lane.tasks().add(logs.position(node, uid));
          }
        });
  }

  /** Marks are no wider than what the members own, however coarse the tags are. */
  private void register(WriteId id, Targets targets) {
    Map<String, NodeTask> held = logs.holding(id);
    held.keySet().retainAll(targets.all().keySet());
    if (held.isEmpty() || !logs.register(id)) {
      return;
    }
    TaskKind kind = TaskKind.named(held.values().iterator().next().type());
    Op op =
        recovered(
            id, nextSeq.getAsLong(), kind, Details.Recovered.of(held.values(), targets.copies()));
    SlotSet there = SlotSet.NONE;
    for (Map.Entry<String, NodeTask> holder : held.entrySet()) {
      SlotSet tagged = logs.slots(holder.getKey(), id);
      SlotSet slots = (tagged == null ? SlotSet.ALL : tagged).and(targets.ownedBy(holder.getKey()));
      op.nodeTasks.put(holder.getKey(), holder.getValue().uid());
      op.slots.put(holder.getKey(), slots);
      there = there.or(slots);
    }
    if (lacked(op, there, held.keySet(), targets) || !Logs.isWhole(id, held.values())) {
      op.failure =
          ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
              "The gateway that took this write ended before every copy had it.");
    }
    follow(op);
    registrar.add(op);
  }

  /** Marks who lacks what another copy has. Returns whether anybody lacks something. */
  private boolean lacked(Op op, SlotSet there, Set<String> holders, Targets targets) {
    for (Map.Entry<String, SlotSet> member : new TreeMap<>(targets.all()).entrySet()) {
      SlotSet lacks = there.and(member.getValue());
      if (!holders.contains(member.getKey()) && !lacks.isEmpty()) {
        op.missed.put(member.getKey(), lacks);
      }
    }
    return !op.missed.isEmpty();
  }
}
