package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.lane.NodeTask;
import org.jspecify.annotations.Nullable;

/**
 * What a write's outcome is, given how its node tasks ended (protocol.md W6). Members are compared
 * slot by slot, only with those that got the same slots: a document that one shard's copies all
 * refuse fails the task, and says nothing against the copies of other shards. Pure.
 *
 * @param error the error of a task that failed, null if it succeeded
 * @param dirty by member: slots of the write in which it differs from the record
 * @param good members whose counts are true
 */
record OutcomeRule(
    @Nullable ApiError error, Map<String, SlotSet> dirty, Map<String, NodeTask> good) {
  /** A member's own faults, never the client's (writes-measured §0.9). */
  private static final Set<String> NODE_FAULTS =
      Set.of(
          "internal",
          "io_error",
          "no_space_left_on_device",
          "too_many_open_files",
          "index_not_found");

  static OutcomeRule of(Op op) {
    Map<String, NodeTask> judged = new TreeMap<>(op.ended);
    op.ended.forEach(
        (node, task) -> {
          if (ownFault(task) || lostPayload(task, op.expected.get(node))) {
            judged.remove(node);
          }
        });
    if (judged.isEmpty()) {
      // Every member failed so: nobody holds more than the others, and the client is told.
      return new OutcomeRule(fault(op.ended.values().iterator().next()), Map.of(), op.ended);
    }
    return judged(op, judged);
  }

  private static OutcomeRule judged(Op op, Map<String, NodeTask> judged) {
    ApiError error = null;
    Map<String, SlotSet> dirty = new TreeMap<>();
    for (Part part : parts(op)) {
      List<NodeTask> votes =
          part.holders().stream().filter(judged::containsKey).map(judged::get).toList();
      if (votes.isEmpty()) {
        // Here too nobody holds more than the others.
        error = error != null ? error : fault(op.ended.get(part.holders().get(0)));
        continue;
      }
      NodeTask record = agreed(votes);
      error = error != null ? error : record.error();
      for (String holder : part.holders()) {
        NodeTask task = judged.get(holder);
        if (task == null || !verdict(task).equals(verdict(record))) {
          dirty.merge(holder, part.slots(), SlotSet::or);
        }
      }
    }
    Map<String, NodeTask> good = new TreeMap<>(judged);
    good.keySet().removeAll(dirty.keySet());
    return new OutcomeRule(error, dirty, good);
  }

  private static ApiError fault(@Nullable NodeTask task) {
    ApiError error = task == null ? null : task.error();
    return error != null ? error : ErrorCode.INTERNAL.with("No node kept the documents.");
  }

  /** Slots that the same members hold. */
  private record Part(List<String> holders, SlotSet slots) {}

  private static List<Part> parts(Op op) {
    List<Part> parts = List.of();
    for (String node : op.ended.keySet()) {
      SlotSet rest = op.slots.getOrDefault(node, SlotSet.ALL);
      List<Part> finer = new ArrayList<>();
      for (Part part : parts) {
        SlotSet outside = part.slots().minus(rest);
        SlotSet inside = part.slots().minus(outside);
        rest = rest.minus(part.slots());
        add(finer, part.holders(), outside);
        List<String> more = new ArrayList<>(part.holders());
        more.add(node);
        add(finer, more, inside);
      }
      add(finer, List.of(node), rest);
      parts = finer;
    }
    return parts;
  }

  private static void add(List<Part> parts, List<String> holders, SlotSet slots) {
    if (!slots.isEmpty()) {
      parts.add(new Part(List.copyOf(holders), slots));
    }
  }

  private static boolean ownFault(NodeTask task) {
    return task.error() != null && NODE_FAULTS.contains(task.error().code());
  }

  private static boolean lostPayload(NodeTask task, @Nullable Integer expected) {
    return expected != null
        && task.succeeded()
        && task.details().path("indexedDocuments").isNumber()
        && task.details().path("indexedDocuments").asInt() < expected;
  }

  private static String verdict(NodeTask task) {
    ApiError error = task.error();
    return task.succeeded() ? "" : error == null ? "?" : error.code();
  }

  /** The task that most ended like; among equals success wins. */
  private static NodeTask agreed(List<NodeTask> tasks) {
    Map<String, List<NodeTask>> votes =
        tasks.stream()
            .collect(
                Collectors.groupingBy(OutcomeRule::verdict, TreeMap::new, Collectors.toList()));
    List<NodeTask> best = List.of();
    for (List<NodeTask> vote : votes.values()) {
      if (vote.size() > best.size()) {
        best = vote;
      }
    }
    return best.get(0);
  }
}
