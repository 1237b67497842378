package miroir.gateway.writer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import miroir.cluster.SlotSet;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.Entry;
import miroir.gateway.lane.Lane;
import miroir.routing.RoutingView.IndexRoute;

/**
 * The writes that have their place in the order and are not registered: what each member has said
 * of them, and what they weigh. Runs on the writer's loop.
 */
final class OpenWrites {
  private final Map<Long, Op> ops = new HashMap<>();
  private final Map<Long, Set<String>> wholeSettings = new HashMap<>();
  private final Map<String, Lane> lanes;
  private final Runnable wholeSettingsSent;
  private long bytes;

  /**
   * Makes an empty one.
   *
   * @param wholeSettingsSent told when every member has taken settings sent whole
   */
  OpenWrites(Map<String, Lane> lanes, Runnable wholeSettingsSent) {
    this.lanes = lanes;
    this.wholeSettingsSent = wholeSettingsSent;
  }

  int size() {
    return ops.size();
  }

  long bytes() {
    return bytes;
  }

  /** Takes a write with its place, and puts its entries into the lanes. */
  void add(Op op, SortedMap<String, Entry> entries) {
    ops.put(op.seq, op);
    bytes += op.bytes;
    op.waiting.addAll(entries.keySet());
    entries.forEach((node, entry) -> op.slots.put(node, entry.slots()));
    entries.forEach(this::enqueue);
  }

  /** Sends settings that no task stands for: every member gets them, however late. */
  void addWholeSettings(SortedMap<String, Entry> entries) {
    entries.forEach(
        (node, entry) -> {
          wholeSettings
              .computeIfAbsent(entry.seq(), seq -> new HashSet<>(entries.keySet()))
              .add(node);
          enqueue(node, entry);
        });
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
    Op op = ops.get(seq);
    if (op != null && op.waiting.remove(node)) {
      op.nodeTasks.put(node, nodeTask);
      if (expected >= 0) {
        op.expected.put(node, expected);
      }
    }
    forgetWhole(node, seq);
  }

  void refused(String node, long seq, ApiError error) {
    Op op = ops.get(seq);
    if (op != null && op.waiting.remove(node)) {
      op.refused.put(node, error);
    }
    forgetWhole(node, seq);
  }

  private void forgetWhole(String node, long seq) {
    Set<String> nodes = wholeSettings.get(seq);
    if (nodes != null && nodes.remove(node) && nodes.isEmpty()) {
      wholeSettings.remove(seq);
      wholeSettingsSent.run();
    }
  }

  void missed(String node, List<Long> seqs) {
    for (long seq : seqs) {
      Op op = ops.get(seq);
      Lane lane = lanes.get(node);
      if (op != null && op.waiting.remove(node)) {
        op.missed.put(node, op.slots.getOrDefault(node, SlotSet.NONE));
      } else if (lane != null && wholeSettings.containsKey(seq)) {
        lane.want(seq);
      } else if (lane != null) {
        lane.drop(seq);
      }
    }
  }

  /**
   * A shard would lose its last copy by what was missed: hands that back to the lanes, which send
   * it when they heal. Returns whether there was anything to hand back.
   */
  boolean park(Op op, IndexRoute route) {
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

  /** A write is registered, or given up: its missed entries are of no more use. */
  void remove(Op op) {
    if (ops.remove(op.seq) == null) {
      return;
    }
    bytes -= op.bytes;
    for (String node : op.missed.keySet()) {
      Lane lane = lanes.get(node);
      if (lane != null) {
        lane.drop(op.seq);
      }
    }
  }
}
