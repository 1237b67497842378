package miroir.chaos.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.TaskStatus;
import miroir.machine.TaskRow;
import miroir.topology.Index;

/**
 * Writes that were told as failed with an outcome that nobody knew: each is part of the record
 * where the copies in sync have it at the moment in which that is told. Later it may stand in no
 * log any more, since what precedes a slot's copy is void.
 */
final class Undecided {
  private final Map<Long, Map<Integer, Boolean>> agreed = new HashMap<>();
  private final Map<Long, TaskRow> late = new HashMap<>();
  private final Inspector inspector;

  Undecided(Inspector inspector) {
    this.inspector = inspector;
  }

  /** Returns whether a write is told as failed, and was not done for sure. */
  static boolean isDefiniteFailure(TaskRow row) {
    return row.status() != TaskStatus.SUCCEEDED
        && !String.valueOf(row.error()).contains("miroir_outcome_unknown");
  }

  /** A task's outcome is committed. */
  void ended(Index index, TaskRow row) {
    if (row.status() == TaskStatus.SUCCEEDED || isDefiniteFailure(row)) {
      return;
    }
    Map<Integer, Boolean> held = new HashMap<>();
    for (int shard = 0; shard < index.shards(); shard++) {
      Set<Boolean> answers = copies(index, row, shard);
      if (answers.size() == 1) {
        held.put(shard, answers.contains(true));
      }
    }
    agreed.put(row.uid(), held);
    if (String.valueOf(row.error()).contains("gave this write up")
        || String.valueOf(row.error()).contains("ended before every copy had it")) {
      late.put(row.uid(), row);
    }
  }

  /**
   * What was given up, or by a writer that ended, may be under way to a last copy that no cut has
   * reached: it is part of the record once it is there.
   */
  void look(Index index) {
    for (TaskRow row : late.values()) {
      for (int shard = 0; row.index() == index.id() && shard < index.shards(); shard++) {
        if (copies(index, row, shard).equals(Set.of(true))) {
          agreed.computeIfAbsent(row.uid(), uid -> new HashMap<>()).put(shard, true);
        }
      }
    }
  }

  /**
   * Returns whether a write that was told so is part of what a shard holds. Where copies in sync
   * differed then, one of them was out of reach of the writer, and what they hold in the end tells.
   */
  boolean isPartOf(Index index, TaskRow row, int shard) {
    Boolean then = agreed.getOrDefault(row.uid(), Map.of()).get(shard);
    return then != null ? then : copies(index, row, shard).contains(true);
  }

  /** Returns whether the copies in sync have a write: both answers where they differ. */
  private Set<Boolean> copies(Index index, TaskRow row, int shard) {
    Set<Boolean> answers = new HashSet<>();
    for (String node : index.members().keySet()) {
      if (Inspector.inSync(index, node, shard)) {
        Enqueued task = inspector.find(node, index.id(), row);
        answers.add(has(index, node, row, shard));
        if (task != null && !task.over()) {
          answers.add(!has(index, node, row, shard)); // It may yet be worked off.
        }
      }
    }
    return answers;
  }

  private boolean has(Index index, String node, TaskRow row, int shard) {
    Enqueued task = inspector.find(node, index.id(), row);
    return task != null
        && task.succeeded()
        && !task.payloadLost
        && !isVoid(index, node, task, shard);
  }

  /** Whether a later copy has replaced all that a task did to a shard, if it did anything. */
  private boolean isVoid(Index index, String node, Enqueued task, int shard) {
    Physical physical = inspector.physical(node, index.id());
    if (physical == null) {
      return true;
    }
    SlotSet copied = Judgement.copiedBehind(physical, task);
    Set<String> ids = Inspector.ids(task.work);
    return ids.isEmpty()
        ? SlotSet.ofShard(shard, index.shards()).minus(copied).isEmpty()
        : ids.stream()
            .filter(id -> Judgement.shardOf(index, id) == shard)
            .allMatch(id -> copied.contains(Slot.of(id)));
  }
}
