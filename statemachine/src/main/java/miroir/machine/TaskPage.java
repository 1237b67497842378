package miroir.machine;

import java.util.Arrays;
import java.util.List;
import miroir.command.Registration.NodeTask;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@link Limits#TASK_PAGE} tasks in columns; immutable, so that apply, readers and a
 * background snapshot share it (architecture.md, State in Raft).
 */
public final class TaskPage {
  private static final TaskKind[] KINDS = TaskKind.values();
  private static final TaskStatus[] STATUSES = TaskStatus.values();

  private final long firstUid;
  private final byte[] kinds;
  private final byte[] statuses;
  private final long[] indexes;
  private final long[] leaseEpochs;
  private final long[] seqs;
  private final long[] enqueued;
  private final long[] started;
  private final long[] finished;
  private final @Nullable Object[] texts;
  private final Object[] nodeTasks;

  private TaskPage(
      long firstUid,
      byte[] kinds,
      byte[] statuses,
      long[] indexes,
      long[] leaseEpochs,
      long[] seqs,
      long[] enqueued,
      long[] started,
      long[] finished,
      @Nullable Object[] texts,
      Object[] nodeTasks) {
    this.firstUid = firstUid;
    this.kinds = kinds;
    this.statuses = statuses;
    this.indexes = indexes;
    this.leaseEpochs = leaseEpochs;
    this.seqs = seqs;
    this.enqueued = enqueued;
    this.started = started;
    this.finished = finished;
    this.texts = texts;
    this.nodeTasks = nodeTasks;
  }

  /** Returns an empty page whose first task will have {@code firstUid}. */
  static TaskPage startingAt(long firstUid) {
    return new TaskPage(
        firstUid,
        new byte[0],
        new byte[0],
        new long[0],
        new long[0],
        new long[0],
        new long[0],
        new long[0],
        new long[0],
        new @Nullable Object[0],
        new Object[0]);
  }

  /** Returns the number of tasks. */
  public int size() {
    return kinds.length;
  }

  /** Returns the uid of the first task. */
  public long firstUid() {
    return firstUid;
  }

  /** Returns the status of one row. */
  public TaskStatus status(int at) {
    return STATUSES[statuses[at]];
  }

  TaskKind kind(int at) {
    return KINDS[kinds[at]];
  }

  /** Returns the index id of one row. */
  public long index(int at) {
    return indexes[at];
  }

  /** Returns one task. */
  @SuppressWarnings("unchecked")
  public TaskRow row(int at) {
    return new TaskRow(
        firstUid + at,
        indexes[at],
        kind(at),
        status(at),
        leaseEpochs[at],
        seqs[at],
        enqueued[at],
        started[at],
        finished[at],
        (String) texts[3 * at],
        (String) texts[3 * at + 1],
        (String) texts[3 * at + 2],
        (List<NodeTask>) nodeTasks[at]);
  }

  boolean hasUnfinished() {
    for (byte status : statuses) {
      if (!STATUSES[status].terminal()) {
        return true;
      }
    }
    return false;
  }

  /** Returns this page with {@code count} more rows, still empty. */
  private TaskPage resized(int size) {
    return new TaskPage(
        firstUid,
        Arrays.copyOf(kinds, size),
        Arrays.copyOf(statuses, size),
        Arrays.copyOf(indexes, size),
        Arrays.copyOf(leaseEpochs, size),
        Arrays.copyOf(seqs, size),
        Arrays.copyOf(enqueued, size),
        Arrays.copyOf(started, size),
        Arrays.copyOf(finished, size),
        Arrays.copyOf(texts, 3 * size),
        Arrays.copyOf(nodeTasks, size));
  }

  /** Returns a copy with {@code rows} behind the present ones. */
  TaskPage appended(List<TaskRow> rows) {
    TaskPage copy = resized(size() + rows.size());
    for (int i = 0; i < rows.size(); i++) {
      copy.write(size() + i, rows.get(i));
    }
    return copy;
  }

  /** Returns a copy with {@code rows}, all of this page, written over the present ones. */
  TaskPage replaced(List<TaskRow> rows) {
    TaskPage copy = resized(size());
    for (TaskRow row : rows) {
      copy.write((int) (row.uid() - firstUid), row);
    }
    return copy;
  }

  private void write(int at, TaskRow row) {
    kinds[at] = (byte) row.kind().ordinal();
    statuses[at] = (byte) row.status().ordinal();
    indexes[at] = row.index();
    leaseEpochs[at] = row.leaseEpoch();
    seqs[at] = row.seq();
    enqueued[at] = row.enqueuedAtNanos();
    started[at] = row.startedAtNanos();
    finished[at] = row.finishedAtNanos();
    texts[3 * at] = shared(at, 0, row.details());
    texts[3 * at + 1] = shared(at, 1, row.error());
    texts[3 * at + 2] = row.metadata();
    nodeTasks[at] = row.nodeTasks();
  }

  /** Most neighbours have equal details; sharing them keeps a full window small. */
  private @Nullable String shared(int at, int column, @Nullable String text) {
    if (text != null && at > 0 && text.equals(texts[3 * (at - 1) + column])) {
      return (String) texts[3 * (at - 1) + column];
    }
    return text;
  }
}
