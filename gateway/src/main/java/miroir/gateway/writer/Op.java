package miroir.gateway.writer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.NodeTask;
import org.jspecify.annotations.Nullable;

/** One write on its way through the writer. Touched on the writer's loop only. */
final class Op {
  final long seq;
  final TaskKind kind;
  final Details details;
  final Consumer<WriteResult> client;
  final @Nullable String metadata;

  /** Settings tasks: the client settings with the patch folded in. */
  @Nullable String settings;

  /** The error of a write that fails in its place of the order. */
  @Nullable ApiError failure;

  /** Lease epoch of the tag that it bears on the nodes, 0 for the writer's own. */
  long originEpoch;

  /** Sequence number of the tag that it bears; counts only with an origin epoch. */
  long originSeq;

  /** Its size, for the bound on what waits. */
  long bytes;

  /** Members that have not answered. */
  final Set<String> waiting = new HashSet<>();

  /** Node task by member that has enqueued it. */
  final Map<String, Long> nodeTasks = new TreeMap<>();

  /** Documents that a member must count, by member; absent when it is not known. */
  final Map<String, Integer> expected = new HashMap<>();

  /** What members did not get. */
  final Map<String, SlotSet> missed = new TreeMap<>();

  /** What the write touches, by member. */
  final Map<String, SlotSet> slots = new TreeMap<>();

  /** Members that refused it for a reason of its own. */
  final Map<String, ApiError> refused = new TreeMap<>();

  /** How it ended, by member. */
  final Map<String, NodeTask> ended = new TreeMap<>();

  /** Members whose database has lost it: how it ended there, nobody will tell. */
  final Set<String> gone = new HashSet<>();

  /** Members that are behind and have it to take, and to apply like the others. */
  final Set<String> owes = new HashSet<>();

  /** Who may lack what of it, of a write that was given up; else null. */
  @Nullable SortedMap<String, SlotSet> lacking;

  /** Whether its outcome is committed, or it was given up. */
  boolean done;

  /** Whether the nodes' record of it is a failure. */
  boolean failedOnNodes;

  long taskUid = -1;

  /** When the writer took it, on the monotonic clock; for operators only. */
  long sinceNanos = Long.MIN_VALUE;

  long enqueuedAtNanos;
  boolean answered;

  Op(
      long seq,
      TaskKind kind,
      Details details,
      @Nullable String metadata,
      Consumer<WriteResult> client) {
    this.seq = seq;
    this.kind = kind;
    this.details = details;
    this.metadata = metadata;
    this.client = client;
  }

  /** Returns whether every member has answered, so that it may be registered. */
  boolean settledOnNodes() {
    return waiting.isEmpty();
  }

  /** Returns the members whose node task has not ended and may yet. */
  Set<String> owed() {
    Set<String> owed = new HashSet<>(nodeTasks.keySet());
    owed.removeAll(ended.keySet());
    owed.removeAll(gone);
    return owed;
  }

  /** Returns whether some member has applied it, or may yet. */
  boolean mayBeApplied() {
    return !ended.keySet().containsAll(nodeTasks.keySet())
        || ended.values().stream().anyMatch(NodeTask::succeeded);
  }

  /** Notes when it was taken, unless that is known. */
  void taken(long nowNanos) {
    if (sinceNanos == Long.MIN_VALUE) {
      sinceNanos = nowNanos;
    }
  }

  /** Tells the client, once. */
  void tell(WriteResult result) {
    if (!answered) {
      answered = true;
      client.accept(result);
    }
  }
}
