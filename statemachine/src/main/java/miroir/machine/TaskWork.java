package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.topology.Lease;
import org.jspecify.annotations.Nullable;

/** Steps on tasks that several commands share. */
final class TaskWork {
  private TaskWork() {}

  /** Adds a task of an index operation; {@code index} is -1 for none. Returns its uid. */
  static long append(StateBuilder next, long index, TaskKind kind, String details, long atNanos) {
    long uid = next.tasks.nextUid();
    next.tasks =
        next.tasks.appended(
            List.of(
                new TaskRow(
                    uid,
                    index,
                    kind,
                    TaskStatus.ENQUEUED,
                    0,
                    -1,
                    atNanos,
                    0,
                    0,
                    details,
                    null,
                    null,
                    List.of())));
    Lease lease = next.leases.get(index);
    if (lease != null) {
      next.put(index, lease.registeredTo(lease.registeredSeq(), uid));
    }
    return uid;
  }

  /** Ends a task now. */
  static void end(
      StateBuilder next,
      long uid,
      TaskStatus status,
      @Nullable String details,
      @Nullable String error,
      long atNanos) {
    TaskRow row = next.tasks.find(uid).orElseThrow();
    next.tasks = next.tasks.replaced(List.of(row.ended(status, details, error, atNanos, atNanos)));
  }

  /**
   * Ends every unfinished task of an index as succeeded, as Meilisearch does when it deletes one
   * (protocol.md, "Deleting finishes the earlier tasks").
   */
  static void finishAll(StateBuilder next, long index, long atNanos) {
    for (TaskRow row : unfinished(next.tasks, index)) {
      next.tasks =
          next.tasks.replaced(
              List.of(row.ended(TaskStatus.SUCCEEDED, row.details(), null, atNanos, atNanos)));
    }
  }

  /** Returns the unfinished tasks of an index, oldest first. */
  static List<TaskRow> unfinished(Tasks tasks, long index) {
    List<TaskRow> rows = new ArrayList<>();
    for (TaskPage page : tasks.pages()) {
      for (int at = 0; at < page.size(); at++) {
        if (page.index(at) == index && !page.status(at).terminal()) {
          rows.add(page.row(at));
        }
      }
    }
    return rows;
  }

  /** Returns the name that a map gives to an index, or null. */
  static @Nullable String nameOf(SortedMap<String, Long> names, long index) {
    for (Map.Entry<String, Long> entry : names.entrySet()) {
      if (entry.getValue() == index) {
        return entry.getKey();
      }
    }
    return null;
  }
}
