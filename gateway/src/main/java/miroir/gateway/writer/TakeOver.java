package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneOwner;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.gateway.lane.Tag;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/**
 * How a new holder of a lease begins (protocol.md, "Writer dies or is cut off"): every lane is cut,
 * the logs are read and compared with Raft. Writes that are not in Raft yet are registered now, as
 * ordinary tasks if every member that must have them has them, else as failed with {@code
 * miroir_outcome_unknown}.
 */
final class TakeOver {
  private static final long RETRY_MILLIS = 200;
  private static final Comparator<List<Long>> BY_SEQUENCE =
      Comparator.<List<Long>, Long>comparing(key -> key.get(0)).thenComparing(key -> key.get(1));

  private final Map<String, List<NodeTask>> logs = new TreeMap<>();
  private final Set<String> settledLanes = new HashSet<>();
  private final LaneTerms terms;
  private final IndexRoute route;
  private final TaskLog log;
  private final LaneOwner owner;
  private final Map<String, Lane> lanes;
  private final Registrar registrar;
  private final Outcomes outcomes;
  private final LongSupplier nextSeq;
  private final Runnable done;
  private TaskLog.@Nullable Unfinished known;
  private boolean finished;

  TakeOver(
      LaneTerms terms,
      IndexRoute route,
      TaskLog log,
      LaneOwner owner,
      Map<String, Lane> lanes,
      Registrar registrar,
      Outcomes outcomes,
      LongSupplier nextSeq,
      Runnable done) {
    this.terms = terms;
    this.route = route;
    this.log = log;
    this.owner = owner;
    this.lanes = lanes;
    this.registrar = registrar;
    this.outcomes = outcomes;
    this.nextSeq = nextSeq;
    this.done = done;
  }

  void start() {
    log.unfinished(
        terms.index(),
        found -> {
          if (found == null) {
            terms.clock().after(RETRY_MILLIS, this::start);
          } else {
            known = found;
            cutAll(found);
          }
        });
  }

  private void cutAll(TaskLog.Unfinished found) {
    route
        .members()
        .forEach(
            (node, names) -> {
              Position settled = found.settled().getOrDefault(node, Position.START);
              lanes.put(node, Lane.takenOver(terms, node, owner, names, settled.uid()));
            });
    if (route.members().isEmpty()) {
      settle();
    }
  }

  void laneOpened(String node, List<NodeTask> read) {
    logs.put(node, read);
    laneSettled(node);
  }

  /** Without its log nothing is known of a member: it does not hold the others up. */
  void laneOut(String node) {
    laneSettled(node);
  }

  private void laneSettled(String node) {
    settledLanes.add(node);
    if (!finished && settledLanes.containsAll(route.members().keySet())) {
      settle();
    }
  }

  private void settle() {
    finished = true;
    TaskLog.Unfinished found = known;
    if (found == null) {
      return;
    }
    Set<List<Long>> registered = new HashSet<>();
    for (TaskLog.OpenTask task : found.tasks()) {
      registered.add(List.of(task.epoch(), task.seq()));
      if (!task.ended() && task.seq() >= 0) {
        goOn(task);
      }
    }
    for (Tag tag : unregistered(registered)) {
      register(tag);
    }
    done.run();
    registrar.pump();
  }

  /** Follows a registered write to its end. */
  private void goOn(TaskLog.OpenTask task) {
    Op op =
        new Op(
            task.seq(),
            task.kind(),
            new Details.Recovered(task.details(), new Targets(route).copies()),
            null,
            result -> {});
    op.taskUid = task.uid();
    op.enqueuedAtNanos = terms.clock().wallNanos();
    logs.forEach(
        (node, read) -> {
          NodeTask held = find(read, task.epoch(), task.seq(), task.kind());
          if (held != null) {
            op.nodeTasks.put(node, held.uid());
            op.slots.put(node, held.tag().map(Tag::slots).orElse(SlotSet.ALL));
          }
        });
    follow(op);
    outcomes.add(op);
  }

  private void follow(Op op) {
    op.nodeTasks.forEach(
        (node, uid) -> {
          Lane lane = lanes.get(node);
          if (lane != null) {
            lane.follow(uid);
          }
        });
  }

  /** A settings task bears no tag: it is the one before the tagged marker. */
  private static @Nullable NodeTask find(List<NodeTask> read, long epoch, long seq, TaskKind kind) {
    NodeTask settings = null;
    for (NodeTask task : read) {
      if (task.type().equals("settingsUpdate")) {
        settings = task;
      }
      if (task.tag().map(tag -> tag.covers(epoch, seq)).orElse(false)) {
        return kind == TaskKind.SETTINGS_UPDATE ? settings : task;
      }
    }
    return null;
  }

  private List<Tag> unregistered(Set<List<Long>> registered) {
    Map<List<Long>, Tag> found = new TreeMap<>(BY_SEQUENCE);
    for (List<NodeTask> read : logs.values()) {
      for (NodeTask task : read) {
        task.tag()
            .filter(tag -> !registered.contains(List.of(tag.epoch(), tag.first())))
            .ifPresent(
                tag ->
                    found.merge(
                        List.of(tag.epoch(), tag.first()),
                        tag,
                        (one, other) ->
                            new Tag(
                                one.epoch(),
                                one.first(),
                                Math.max(one.last(), other.last()),
                                one.slots().or(other.slots()))));
      }
    }
    return new ArrayList<>(found.values());
  }

  private void register(Tag tag) {
    Map<String, NodeTask> held = new HashMap<>();
    logs.forEach(
        (node, read) -> {
          NodeTask task = find(read, tag.epoch(), tag.first(), TaskKind.DOCUMENT_DELETION);
          if (task != null) {
            held.put(node, task);
          }
        });
    NodeTask any = held.values().iterator().next();
    TaskKind kind = TaskKind.named(any.type());
    Op op =
        new Op(
            nextSeq.getAsLong(),
            kind,
            Details.Recovered.of(held.values(), new Targets(route).copies()),
            null,
            result -> {});
    new Targets(route)
        .all()
        .forEach(
            (node, owned) -> {
              if (owned.intersects(tag.slots()) && !held.containsKey(node)) {
                op.missed.put(node, tag.slots());
              }
            });
    if (!op.missed.isEmpty()) {
      op.failure =
          ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
              "The gateway that took this write ended before every copy had it.");
    }
    held.forEach(
        (node, task) -> {
          op.nodeTasks.put(node, task.uid());
          op.slots.put(node, tag.slots());
        });
    follow(op);
    registrar.add(op);
  }
}
