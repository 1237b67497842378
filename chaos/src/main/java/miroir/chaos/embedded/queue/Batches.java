package miroir.chaos.embedded.queue;

import java.util.ArrayList;
import java.util.List;

/** Which tasks come next, together. */
final class Batches {
  private Batches() {}

  /**
   * The newest cancelation; or all deletions of tasks; or the oldest task, with those of its index
   * behind it that may share a commit.
   */
  static List<Task> next(TaskTable table, int limit) {
    List<Task> deletions = new ArrayList<>();
    long firstSwap = Long.MAX_VALUE;
    Task cancelation = null;
    for (long uid : table.unfinished()) {
      Task task = table.get(uid);
      if (task == null) {
        continue;
      }
      if (task.work() instanceof Work.CancelTasks) {
        cancelation = task;
      } else if (task.work() instanceof Work.DeleteTasks) {
        deletions.add(task);
      } else if (task.work() instanceof Work.SwapIndexes) {
        firstSwap = Math.min(firstSwap, uid);
      }
    }
    if (cancelation != null) {
      return List.of(cancelation);
    }
    return deletions.isEmpty() ? ofOldest(table, limit, firstSwap) : deletions;
  }

  private static List<Task> ofOldest(TaskTable table, int limit, long firstSwap) {
    Task oldest = table.get(table.unfinished().first());
    if (oldest == null || oldest.indexUid() == null || !oldest.work().changesDocuments()) {
      return oldest == null ? List.of() : List.of(oldest);
    }
    List<Task> batch = new ArrayList<>();
    for (Task task : table.waiting(oldest.indexUid(), limit)) {
      if (!task.work().changesDocuments() || task.uid() > firstSwap) {
        break;
      }
      batch.add(task);
    }
    return batch;
  }
}
