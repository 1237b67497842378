package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;

/**
 * A question about tasks; empty sets ask for all (meilisearch-wire.md §4). Dates are exclusive
 * bounds in nanoseconds since 1970; the {@code before} ones are {@link Long#MAX_VALUE} when absent,
 * the {@code after} ones {@link Long#MIN_VALUE}.
 */
public record TaskQuery(
    Set<Long> uids,
    Set<Long> indexes,
    Set<TaskKind> kinds,
    Set<TaskStatus> statuses,
    Bounds enqueued,
    Bounds started,
    Bounds finished,
    boolean indexedOnly,
    long from,
    boolean reverse,
    int limit) {

  /**
   * A time must lie between the two, exclusively.
   *
   * @param after nanoseconds since 1970
   * @param before nanoseconds since 1970
   */
  public record Bounds(long after, long before) {
    /** Every time, and none. */
    public static final Bounds ANY = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

    boolean allow(long nanos) {
      return this.equals(ANY) || (nanos != 0 && nanos > after && nanos < before);
    }
  }

  /**
   * What was found.
   *
   * @param rows at most {@code limit}, in the order asked for
   * @param total number of tasks that match, whatever {@code from} and {@code limit}
   * @param next uid to go on from, or -1
   */
  public record Found(List<TaskRow> rows, long total, long next) {}

  /** Runs the question. */
  public Found run(Tasks tasks) {
    List<TaskRow> rows = new ArrayList<>();
    long[] totalAndNext = {0, -1};
    Consumer<TaskRow> visit =
        row -> {
          totalAndNext[0]++;
          boolean reached = from < 0 || (reverse ? row.uid() >= from : row.uid() <= from);
          if (reached && rows.size() < limit) {
            rows.add(row);
          } else if (reached && totalAndNext[1] < 0) {
            totalAndNext[1] = row.uid();
          }
        };
    walk(tasks, visit);
    return new Found(List.copyOf(rows), totalAndNext[0], totalAndNext[1]);
  }

  private void walk(Tasks tasks, Consumer<TaskRow> visit) {
    List<TaskPage> pages = tasks.pages();
    for (int p = 0; p < pages.size(); p++) {
      TaskPage page = pages.get(reverse ? p : pages.size() - 1 - p);
      for (int i = 0; i < page.size(); i++) {
        int at = reverse ? i : page.size() - 1 - i;
        if (mayMatch(page, at)) {
          TaskRow row = page.row(at);
          if (matches(row)) {
            visit.accept(row);
          }
        }
      }
    }
  }

  /** The cheap conditions first: a full window has a million rows. */
  private boolean mayMatch(TaskPage page, int at) {
    return (statuses.isEmpty() || statuses.contains(page.status(at)))
        && (kinds.isEmpty() || kinds.contains(page.kind(at)))
        && (indexes.isEmpty() || indexes.contains(page.index(at)))
        && (!indexedOnly || page.index(at) >= 0)
        && (uids.isEmpty() || uids.contains(page.firstUid() + at));
  }

  private boolean matches(TaskRow row) {
    return enqueued.allow(row.enqueuedAtNanos())
        && started.allow(row.startedAtNanos())
        && finished.allow(row.finishedAtNanos());
  }
}
