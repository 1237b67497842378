package miroir.gateway.writer;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.Entry;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.NodeTask;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * The writes that have their place in the order and are not registered: what each member has said
 * of them, and what they weigh. Runs on the writer's loop.
 */
final class OpenWrites {
  private final Map<Long, Op> ops = new HashMap<>();
  private final Map<Long, Whole> wholeSettings = new HashMap<>();
  private final Map<String, Set<Long>> wholeTasks = new HashMap<>();
  private final Map<String, Lane> lanes;
  private final SyncingMembers syncing;
  private final Arrears arrears;
  private long bytes;

  /** Settings that are sent whole: who has not taken them, and who is told when all have. */
  private record Whole(Set<String> nodes, Runnable sent) {}

  OpenWrites(Map<String, Lane> lanes, SyncingMembers syncing, Arrears arrears) {
    this.lanes = lanes;
    this.syncing = syncing;
    this.arrears = arrears;
  }

  /** Returns the writes that are not registered. */
  Collection<Op> all() {
    return ops.values();
  }

  int size() {
    return ops.size();
  }

  /** Returns whether every write is registered, and settings that were sent whole are taken. */
  boolean isIdle() {
    return ops.isEmpty() && wholeSettings.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  /** Takes a write with its place, and puts its entries into the lanes. */
  void add(Sequencer.Placed placed) {
    Op op = placed.op();
    SortedMap<String, Entry> entries = placed.entries();
    ops.put(op.seq, op);
    bytes += op.bytes;
    op.waiting.addAll(placed.awaited());
    op.owes.addAll(entries.keySet());
    op.owes.removeAll(placed.awaited());
    arrears.owes(op);
    entries.forEach((node, entry) -> op.slots.put(node, entry.slots()));
    entries.forEach(
        (node, entry) -> {
          if (op.owes.contains(node) && arrears.owed(node) > Limits.OWED_WRITES) {
            missed(node, List.of(entry.seq()));
          } else {
            enqueue(node, entry);
          }
        });
  }

  /**
   * Sends settings that no task stands for: every member gets them, however late.
   *
   * @param sent told when all have taken them
   */
  void addWholeSettings(SortedMap<String, Entry> entries, Runnable sent) {
    entries.forEach(
        (node, entry) ->
            wholeSettings
                .computeIfAbsent(entry.seq(), seq -> new Whole(new HashSet<>(), sent))
                .nodes
                .add(node));
    entries.forEach(this::enqueue);
  }

  private void enqueue(String node, Entry entry) {
    Lane lane = lanes.get(node);
    if (lane == null) {
      missed(node, List.of(entry.seq()));
    } else {
      lane.enqueue(entry);
    }
  }

  void enqueued(String node, long seq, long nodeTask, int expected) {
    Op op = find(seq);
    if (op != null && op.waiting.remove(node)) {
      op.nodeTasks.put(node, nodeTask);
      if (expected >= 0) {
        op.expected.put(node, expected);
      }
    } else if (op != null && op.owes.contains(node)) {
      arrears.took(node, op, nodeTask, expected);
    } else if (wholeSettings.containsKey(seq) && syncing.of(node) != null) {
      arrears.tookSettings(node, nodeTask);
    } else if (wholeSettings.containsKey(seq)) {
      wholeTasks.computeIfAbsent(node, id -> new HashSet<>()).add(nodeTask);
    }
    forgetWhole(node, seq);
  }

  /** Returns whether a member in sync has failed settings that were sent whole: no task says so. */
  boolean hasFailedWholeSettings(String node, List<NodeTask> ended) {
    Set<Long> whole = wholeTasks.getOrDefault(node, new HashSet<>());
    boolean failed = false;
    for (NodeTask task : ended) {
      failed |= whole.remove(task.uid()) && !task.succeeded();
    }
    return failed;
  }

  void refused(String node, long seq, ApiError error) {
    Op op = find(seq);
    if (op != null && op.waiting.remove(node)) {
      op.refused.put(node, error);
    } else if (op != null && op.owes.contains(node)) {
      arrears.missed(node, op, op.slots.getOrDefault(node, SlotSet.NONE));
    }
    forgetWhole(node, seq);
  }

  private @Nullable Op find(long seq) {
    Op op = ops.get(seq);
    return op != null ? op : arrears.owing(seq);
  }

  private void forgetWhole(String node, long seq) {
    Whole whole = wholeSettings.get(seq);
    if (whole != null && whole.nodes.remove(node) && whole.nodes.isEmpty()) {
      wholeSettings.remove(seq);
      whole.sent.run();
    }
  }

  void missed(String node, List<Long> seqs) {
    for (long seq : seqs) {
      Op op = find(seq);
      Lane lane = lanes.get(node);
      if (op != null && op.kind == TaskKind.SETTINGS_UPDATE) {
        syncing.missedSettings(node);
      }
      if (op != null && op.waiting.remove(node)) {
        op.missed.put(node, op.slots.getOrDefault(node, SlotSet.NONE));
      } else if (op != null && op.owes.contains(node)) {
        // Nobody waits for a member that is behind: what it missed must be copied.
        drop(node, seq);
        arrears.missed(node, op, op.slots.getOrDefault(node, SlotSet.NONE));
      } else if (lane != null && wholeSettings.containsKey(seq)) {
        lane.want(seq);
      } else if (lane != null) {
        lane.drop(seq);
      }
    }
  }

  /** A member is not wanted to take a write any more. */
  void drop(String node, long seq) {
    Lane lane = lanes.get(node);
    if (lane != null) {
      lane.drop(seq);
    }
  }

  /**
   * A shard would lose its last copy by what was missed: hands that back to the lanes, which send
   * it when they heal. Returns whether there was anything to hand back.
   */
  boolean park(Op op, IndexRoute route) {
    if (op.originEpoch > 0) {
      return concede(op, new Targets(route));
    }
    Set<String> back = new HashSet<>(new Targets(route).lastCopies(op.missed));
    if (back.isEmpty()) {
      back.addAll(op.missed.keySet());
    }
    back.removeAll(op.refused.keySet());
    back.retainAll(lanes.keySet());
    op.waiting.addAll(back);
    op.missed.keySet().removeAll(back);
    for (String node : back) {
      Lane lane = lanes.get(node);
      if (lane != null) {
        lane.want(op.seq);
      }
    }
    return !back.isEmpty();
  }

  /**
   * A write of an earlier writer that no copy in sync holds any more: there the record is without
   * it, and who holds it differs. Nobody was told that it was done.
   */
  private static boolean concede(Op op, Targets targets) {
    SlotSet lost = targets.lost(op.missed);
    if (lost.isEmpty()) {
      return false;
    }
    op.missed.replaceAll((node, slots) -> slots.minus(lost));
    for (String holder : op.nodeTasks.keySet()) {
      SlotSet extra = op.slots.getOrDefault(holder, SlotSet.NONE).and(lost);
      op.missed.merge(holder, extra, SlotSet::or);
    }
    op.missed.values().removeIf(SlotSet::isEmpty);
    return true;
  }

  /** A write is registered, or given up: its missed entries are of no more use. */
  void remove(Op op) {
    if (ops.remove(op.seq) == null) {
      return;
    }
    bytes -= op.bytes;
    Set<String> dropped = new HashSet<>(op.missed.keySet());
    if (op.lacking != null) {
      dropped.addAll(op.lacking.keySet());
    }
    for (String node : dropped) {
      drop(node, op.seq);
      if (op.owes.contains(node) && !arrears.hasTaken(node, op)) {
        // It does not get it any more, and would owe it for ever.
        arrears.missed(node, op, op.slots.getOrDefault(node, SlotSet.NONE));
      }
    }
  }
}
