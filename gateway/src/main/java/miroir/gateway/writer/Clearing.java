package miroir.gateway.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.command.TopologyCommand;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what replicas held that belong to nobody any more (protocol.md, Migration), and lets the
 * coordinators forget them once nothing is left. A member that has no other replica goes as a
 * whole: then its physical index is deleted by the leader. On the writer's loop.
 */
final class Clearing {
  private final Map<String, Task> tasks = new TreeMap<>();
  private final Map<String, SlotSet> wanted = new TreeMap<>();
  private final Map<String, Boolean> whole = new HashMap<>();
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final SlotReads reads;
  private final CopyEntries entries;
  private final Surroundings around;
  private final Outcomes outcomes;
  private final Arrears arrears;
  private boolean closed;

  /** What is being done about one member. */
  private static final class Task {
    final SlotSet slots;
    final Barrier before;
    @Nullable Barrier behind;
    boolean asking;

    Task(SlotSet slots, Barrier before) {
      this.slots = slots;
      this.before = before;
    }
  }

  Clearing(
      LaneTerms terms,
      Map<String, Lane> lanes,
      SlotReads reads,
      CopyEntries entries,
      Surroundings around,
      Outcomes outcomes,
      Arrears arrears) {
    this.terms = terms;
    this.lanes = lanes;
    this.reads = reads;
    this.entries = entries;
    this.around = around;
    this.outcomes = outcomes;
    this.arrears = arrears;
  }

  /** Follows the view. */
  void follow(IndexRoute route) {
    wanted.clear();
    whole.clear();
    for (List<List<Replica>> rows : route.placement().values()) {
      for (int shard = 0; shard < rows.size(); shard++) {
        SlotSet slots = SlotSet.ofShard(shard, route.shards());
        for (Replica replica : rows.get(shard)) {
          boolean goes = replica.state() == ReplicaState.CLEARING;
          whole.merge(replica.node(), goes, Boolean::logicalAnd);
          if (goes) {
            wanted.merge(replica.node(), slots, SlotSet::or);
          }
        }
      }
    }
    tasks
        .entrySet()
        .removeIf(
            task ->
                !task.getValue().slots.equals(wanted.getOrDefault(task.getKey(), SlotSet.NONE)));
    lanes.keySet().stream()
        .filter(node -> !whole.containsKey(node) && !route.members().containsKey(node))
        .toList()
        .forEach(this::drop);
  }

  /** The member is gone: nothing is said to it any more, and nobody waits for it. */
  private void drop(String node) {
    Lane lane = lanes.get(node);
    if (lane != null) {
      lane.close();
      lanes.remove(node);
      arrears.drop(node);
      outcomes.laneOut(node);
    }
  }

  /** Goes on with whatever can go on. */
  void pump() {
    if (closed) {
      return;
    }
    wanted.forEach(
        (node, slots) -> {
          Task task =
              tasks.computeIfAbsent(node, id -> new Task(slots, new Barrier(around.nextSeq())));
          if (!task.asking) {
            goOn(node, task);
          }
        });
  }

  private void goOn(String node, Task task) {
    Lane lane = lanes.get(node);
    boolean all = whole.getOrDefault(node, false);
    if (all && (lane == null || lane.isOut() || task.before.isPassed(lane))) {
      forget(node, task, SlotSet.ALL);
      return;
    }
    if (all || lane == null || !lane.isOpen()) {
      return;
    }
    Barrier behind = task.behind;
    if (behind == null) {
      if (task.before.isPassed(lane)) {
        lane.enqueue(entries.clearance(task.slots));
        task.behind = new Barrier(around.nextSeq());
      }
    } else if (behind.isPassed(lane)) {
      verify(node, task, lane);
    }
  }

  private void verify(String node, Task task, Lane lane) {
    task.asking = true;
    reads.count(
        node,
        lane,
        task.slots,
        count -> {
          if (count == 0) {
            task.asking = false;
            forget(node, task, task.slots);
          } else {
            // It could not be read, or its lane broke before the deletion.
            task.behind = count > 0 ? null : task.behind;
            rest(task);
          }
        });
  }

  private void rest(Task task) {
    terms.clock().after(Limits.COPY_PAUSE.toMillis(), () -> task.asking = false);
  }

  private void forget(String node, Task task, SlotSet slots) {
    task.asking = true;
    terms
        .proposer()
        .propose(
            new TopologyCommand.ForgetReplicas(terms.index(), terms.epoch(), node, slots),
            result -> {
              if (!result.isAccepted()) {
                rest(task);
              }
            });
  }

  /** A lane has been cut: what was sent under the old name may never be done. */
  void laneCut(String node) {
    Task task = tasks.get(node);
    if (task != null) {
      tasks.remove(node);
    }
  }

  /** Returns whether it must be asked again in a while. */
  boolean isBusy() {
    return !closed && !wanted.isEmpty();
  }

  void close() {
    closed = true;
  }

  /** Returns the body that deletes all documents of some slots. */
  static byte[] body(SlotSet slots) {
    ObjectNode body = Json.object();
    body.putArray("filter").add(SlotReads.filter(slots));
    return Json.bytes(body);
  }
}
