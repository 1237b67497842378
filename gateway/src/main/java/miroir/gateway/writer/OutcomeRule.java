package miroir.gateway.writer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.NodeTask;
import org.jspecify.annotations.Nullable;

/**
 * What a write's outcome is, given how its node tasks ended (protocol.md W6). Pure.
 *
 * @param succeeded whether the task succeeded
 * @param error the error of a failed one
 * @param faulty members whose slots of the write are dirty: they failed by their own fault, lost
 *     payload, or differ from the others
 */
record OutcomeRule(boolean succeeded, @Nullable ApiError error, Set<String> faulty) {
  /** A member's own faults, never the client's (writes-measured §0.9). */
  private static final Set<String> NODE_FAULTS =
      Set.of("internal", "io_error", "no_space_left_on_device", "too_many_open_files");

  static OutcomeRule of(Op op) {
    Set<String> faulty = new TreeSet<>();
    Map<String, NodeTask> judged = new TreeMap<>();
    op.ended.forEach(
        (node, task) -> {
          if (ownFault(task) || lostPayload(task, op.expected.get(node))) {
            faulty.add(node);
          } else {
            judged.put(node, task);
          }
        });
    if (judged.isEmpty()) {
      // Every member failed so: nobody holds more than the others, and the client is told.
      NodeTask any = op.ended.values().iterator().next();
      return new OutcomeRule(false, any.error(), Set.of());
    }
    String agreed = agreed(List.copyOf(judged.values()));
    NodeTask record = null;
    for (Map.Entry<String, NodeTask> entry : judged.entrySet()) {
      if (verdict(entry.getValue()).equals(agreed)) {
        record = entry.getValue();
      } else {
        faulty.add(entry.getKey());
      }
    }
    boolean succeeded = record != null && record.succeeded();
    return new OutcomeRule(succeeded, record == null ? null : record.error(), faulty);
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
    return task.succeeded() ? "" : task.error() == null ? "?" : task.error().code();
  }

  /** The verdict of most; among equals success wins. */
  private static String agreed(List<NodeTask> tasks) {
    Map<String, Integer> votes = new HashMap<>();
    tasks.forEach(task -> votes.merge(verdict(task), 1, Integer::sum));
    String best = "";
    int most = votes.getOrDefault("", 0);
    for (Map.Entry<String, Integer> vote : new TreeMap<>(votes).entrySet()) {
      if (vote.getValue() > most) {
        best = vote.getKey();
        most = vote.getValue();
      }
    }
    return best;
  }
}
