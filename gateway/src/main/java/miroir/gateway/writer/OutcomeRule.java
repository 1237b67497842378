package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
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

  /**
   * Judges a write that has ended.
   *
   * @param inSync what each member holds in sync now: only who still does has a vote, since what
   *     these hold is the record, whatever others have
   */
  static OutcomeRule of(Op op, Map<String, SlotSet> inSync) {
    Map<String, NodeTask> judged = new TreeMap<>(op.ended);
    op.ended.forEach(
        (node, task) -> {
          if (ownFault(task) || lostPayload(task, op.expected.get(node))) {
            judged.remove(node);
          }
        });
    NodeTask any = op.ended.values().iterator().next();
    if (judged.values().stream().allMatch(task -> verdict(task).equals(verdict(any)))
        && judged.size() == op.ended.size()) {
      // Nearly always: slots need not be told apart.
      return new OutcomeRule(any.error(), Map.of(), op.ended);
    }
    return bySlots(op, judged, inSync);
  }

  private static OutcomeRule bySlots(
      Op op, Map<String, NodeTask> judged, Map<String, SlotSet> inSync) {
    ApiError error = null;
    ApiError lost = null;
    boolean kept = false;
    Map<String, SlotSet> dirty = new TreeMap<>();
    for (Part part : parts(op, inSync)) {
      List<String> voters = part.voters.isEmpty() ? part.holders : part.voters;
      List<NodeTask> votes = voters.stream().filter(judged::containsKey).map(judged::get).toList();
      NodeTask record = votes.isEmpty() ? null : agreed(votes);
      kept |= record != null && record.succeeded();
      if (record == null) {
        // Where every voter failed by its own fault, none holds more than the others.
        lost = fault(op.ended.get(voters.get(0)));
      } else {
        error = error != null ? error : record.error();
      }
      for (String holder : part.holders()) {
        if (!verdict(judged.get(holder)).equals(verdict(record))) {
          dirty.merge(holder, part.slots(), SlotSet::or);
        }
      }
    }
    Map<String, NodeTask> good = new TreeMap<>(judged);
    good.keySet().removeAll(dirty.keySet());
    // Whole shards take a deletion or settings differently only if their settings differ already.
    boolean torn = lost != null || op.kind != TaskKind.DOCUMENT_ADDITION_OR_UPDATE;
    ApiError failed = lost != null ? lost : error;
    ApiError told = failed != null && kept && torn ? inPart(failed) : failed;
    return new OutcomeRule(told, dirty, good.isEmpty() ? op.ended : good);
  }

  private static ApiError inPart(ApiError failed) {
    return ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
        "Some shards have applied it; of others no copy could: " + failed.message());
  }

  private static ApiError fault(@Nullable NodeTask task) {
    ApiError error = task == null ? null : task.error();
    return error != null ? error : ErrorCode.INTERNAL.with("No node kept the documents.");
  }

  /**
   * Slots that the same members hold.
   *
   * @param voters those of them that hold it in sync
   */
  private record Part(List<String> holders, List<String> voters, SlotSet slots) {}

  private static List<Part> parts(Op op, Map<String, SlotSet> inSync) {
    List<Part> parts = List.of();
    for (String node : op.ended.keySet()) {
      SlotSet held = op.slots.getOrDefault(node, SlotSet.ALL);
      SlotSet others = held;
      List<Part> finer = new ArrayList<>();
      for (Part part : parts) {
        add(finer, part.holders, part.voters, part.slots.minus(held));
        add(finer, with(part.holders, node), part.voters, part.slots.and(held));
        others = others.minus(part.slots);
      }
      add(finer, List.of(node), List.of(), others);
      parts = finer;
    }
    for (String node : op.ended.keySet()) {
      SlotSet held = inSync.getOrDefault(node, SlotSet.NONE);
      List<Part> finer = new ArrayList<>();
      for (Part part : parts) {
        boolean holds = part.holders.contains(node);
        SlotSet votes = holds ? part.slots.and(held) : SlotSet.NONE;
        add(finer, part.holders, part.voters, part.slots.minus(votes));
        add(finer, part.holders, with(part.voters, node), votes);
      }
      parts = finer;
    }
    return parts;
  }

  private static List<String> with(List<String> some, String node) {
    List<String> more = new ArrayList<>(some);
    more.add(node);
    return List.copyOf(more);
  }

  private static void add(
      List<Part> parts, List<String> holders, List<String> voters, SlotSet slots) {
    if (!slots.isEmpty()) {
      parts.add(new Part(holders, voters, slots));
    }
  }

  private static boolean ownFault(NodeTask task) {
    return task.error() != null && NODE_FAULTS.contains(task.error().code());
  }

  /**
   * A payload may be gone after a power cut, and its task succeeds (writes-measured §5.2). What an
   * earlier writer sent was not counted; an empty file shows all the same.
   */
  private static boolean lostPayload(NodeTask task, @Nullable Integer expected) {
    JsonNode indexed = task.details().path("indexedDocuments");
    int least =
        expected != null ? expected : task.details().path("receivedDocuments").asInt() > 0 ? 1 : 0;
    return task.succeeded() && indexed.isNumber() && indexed.asInt() < least;
  }

  /** What a task did, in a word; null: it is a fault of its node, and did nothing. */
  private static String verdict(@Nullable NodeTask task) {
    ApiError error = task == null ? null : task.error();
    return task == null ? "fault" : error != null ? error.code() : task.succeeded() ? "" : "?";
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
