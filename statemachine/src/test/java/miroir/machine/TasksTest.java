package miroir.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import org.junit.jupiter.api.Test;

/** The window of tasks is bounded, and what is unfinished is never dropped. */
class TasksTest {
  private static TaskRow row(long uid, TaskStatus status) {
    return new TaskRow(
        uid,
        uid % 3,
        TaskKind.DOCUMENT_DELETION,
        status,
        1,
        uid,
        uid + 1,
        0,
        0,
        "{}",
        null,
        null,
        List.of());
  }

  private static Tasks filled(int count, TaskStatus status) {
    Tasks tasks = Tasks.NONE;
    for (int done = 0; done < count; done += 5_000) {
      List<TaskRow> rows = new ArrayList<>();
      for (int i = done; i < Math.min(count, done + 5_000); i++) {
        rows.add(row(i, status));
      }
      tasks = tasks.appended(rows);
    }
    return tasks;
  }

  @Test
  void theOldestFinishedTasksAreDroppedBeyondTheWindow() {
    int more = Limits.TASK_WINDOW + 5 * Limits.TASK_PAGE;
    Tasks tasks = filled(more, TaskStatus.SUCCEEDED);
    assertThat(tasks.nextUid()).isEqualTo(more);
    assertThat(tasks.find(0)).isEmpty();
    assertThat(tasks.find(more - 1L)).isPresent();
    assertThat(tasks.pages().size() * Limits.TASK_PAGE)
        .isBetween(Limits.TASK_WINDOW, Limits.TASK_WINDOW + 2 * Limits.TASK_PAGE);
  }

  @Test
  void unfinishedTasksStay() {
    Tasks tasks = Tasks.NONE.appended(List.of(row(0, TaskStatus.ENQUEUED)));
    List<TaskRow> rows = new ArrayList<>();
    for (int i = 1; i < Limits.TASK_WINDOW + 5 * Limits.TASK_PAGE; i++) {
      rows.add(row(i, TaskStatus.SUCCEEDED));
    }
    tasks = tasks.appended(rows);
    assertThat(tasks.find(0)).map(TaskRow::status).contains(TaskStatus.ENQUEUED);
    assertThat(tasks.find(2_000)).isEmpty();
  }

  @Test
  void replacingOneRowLeavesOldReadersTheirPicture() {
    Tasks before = filled(3_000, TaskStatus.ENQUEUED);
    Tasks after =
        before.replaced(List.of(row(1_500, TaskStatus.FAILED), row(2_900, TaskStatus.FAILED)));
    assertThat(before.find(1_500)).map(TaskRow::status).contains(TaskStatus.ENQUEUED);
    assertThat(after.find(1_500)).map(TaskRow::status).contains(TaskStatus.FAILED);
    assertThat(after.find(2_900)).map(TaskRow::status).contains(TaskStatus.FAILED);
    assertThat(after.find(2_901)).map(TaskRow::status).contains(TaskStatus.ENQUEUED);
  }

  @Test
  void pagesOfAListContinueEachOther() {
    Tasks tasks = filled(3_000, TaskStatus.SUCCEEDED);
    List<Long> seen = new ArrayList<>();
    long from = -1;
    do {
      TaskQuery.Found found = query(from, 700).run(tasks);
      assertThat(found.total()).isEqualTo(1_000);
      found.rows().forEach(task -> seen.add(task.uid()));
      from = found.next();
    } while (from >= 0);
    assertThat(seen).hasSize(1_000).doesNotHaveDuplicates().allMatch(uid -> uid % 3 == 2);
    assertThat(seen).isSortedAccordingTo((one, other) -> Long.compare(other, one));
  }

  private static TaskQuery query(long from, int limit) {
    return new TaskQuery(
        Set.of(),
        Set.of(2L),
        Set.of(),
        Set.of(),
        TaskQuery.Bounds.ANY,
        TaskQuery.Bounds.ANY,
        TaskQuery.Bounds.ANY,
        true,
        from,
        false,
        limit);
  }
}
