package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clients' tasks: a dense sequence of uids, of which the newest {@link Limits#TASK_WINDOW} are
 * kept and unfinished ones always. Immutable.
 */
public final class Tasks {
  /** No task yet. */
  public static final Tasks NONE = new Tasks(List.of(), 0);

  private final List<TaskPage> pages;
  private final long nextUid;

  private Tasks(List<TaskPage> pages, long nextUid) {
    this.pages = pages;
    this.nextUid = nextUid;
  }

  /** Returns the tasks of a snapshot: pages in ascending order. */
  public static Tasks restored(List<List<TaskRow>> pages, long nextUid) {
    List<TaskPage> built = new ArrayList<>();
    for (List<TaskRow> rows : pages) {
      built.add(TaskPage.startingAt(rows.get(0).uid()).appended(rows));
    }
    return new Tasks(List.copyOf(built), nextUid);
  }

  /** Returns the uid that the next task gets. */
  public long nextUid() {
    return nextUid;
  }

  /** Returns the pages, oldest first. */
  public List<TaskPage> pages() {
    return pages;
  }

  /** Returns these tasks with more; their uids must continue the sequence. */
  public Tasks appended(List<TaskRow> rows) {
    List<TaskPage> next = new ArrayList<>(pages);
    int done = 0;
    while (done < rows.size()) {
      TaskPage last = next.isEmpty() ? null : next.get(next.size() - 1);
      if (last == null || last.size() == Limits.TASK_PAGE) {
        last = TaskPage.startingAt(rows.get(done).uid());
        next.add(last);
      }
      int some = Math.min(Limits.TASK_PAGE - last.size(), rows.size() - done);
      next.set(next.size() - 1, last.appended(rows.subList(done, done + some)));
      done += some;
    }
    trim(next);
    return new Tasks(List.copyOf(next), nextUid + rows.size());
  }

  private static void trim(List<TaskPage> pages) {
    int most = Limits.TASK_WINDOW / Limits.TASK_PAGE + 1;
    int excess = pages.size() - most;
    for (int i = 0; i < pages.size() && excess > 0; ) {
      if (pages.get(i).hasUnfinished()) {
        i++;
      } else {
        pages.remove(i);
        excess--;
      }
    }
  }

  /** Returns these tasks with some rows replaced, in ascending order of uid. */
  public Tasks replaced(List<TaskRow> rows) {
    List<TaskPage> next = new ArrayList<>(pages);
    int done = 0;
    while (done < rows.size()) {
      int at = pageOf(rows.get(done).uid());
      TaskPage page = next.get(at);
      int end = done;
      while (end < rows.size() && rows.get(end).uid() < page.firstUid() + page.size()) {
        end++;
      }
      next.set(at, page.replaced(rows.subList(done, end)));
      done = end;
    }
    return new Tasks(List.copyOf(next), nextUid);
  }

  /** Returns one task, if it is still kept. */
  public Optional<TaskRow> find(long uid) {
    int at = pageOf(uid);
    if (at < 0) {
      return Optional.empty();
    }
    TaskPage page = pages.get(at);
    return Optional.of(page.row((int) (uid - page.firstUid())));
  }

  /** Returns the place of the page that holds {@code uid}, or -1. */
  private int pageOf(long uid) {
    int low = 0;
    int high = pages.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      TaskPage page = pages.get(middle);
      if (uid < page.firstUid()) {
        high = middle - 1;
      } else if (uid >= page.firstUid() + page.size()) {
        low = middle + 1;
      } else {
        return middle;
      }
    }
    return -1;
  }
}
