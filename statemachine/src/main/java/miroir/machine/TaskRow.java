package miroir.machine;

import java.util.List;
import miroir.command.Registration.NodeTask;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * One task, as rows of {@link Tasks} are read and written.
 *
 * @param uid dense, from 0
 * @param index the index id, -1 for a task of no index
 * @param kind what clients see
 * @param status what clients see
 * @param leaseEpoch the lease epoch that its tag on the nodes bears, 0 for index operations
 * @param seq the sequence number that its tag bears, -1 for index operations
 * @param enqueuedAtNanos nanoseconds since 1970
 * @param startedAtNanos 0 until it ended
 * @param finishedAtNanos 0 until it ended
 * @param details JSON, or null
 * @param error JSON, or null; of an unfinished task: the failure that it will end with
 * @param metadata the client's {@code customMetadata}, or null
 * @param nodeTasks the node tasks behind it
 */
public record TaskRow(
    long uid,
    long index,
    TaskKind kind,
    TaskStatus status,
    long leaseEpoch,
    long seq,
    long enqueuedAtNanos,
    long startedAtNanos,
    long finishedAtNanos,
    @Nullable String details,
    @Nullable String error,
    @Nullable String metadata,
    List<NodeTask> nodeTasks) {

  /** Returns this task, ended. */
  public TaskRow ended(
      TaskStatus newStatus,
      @Nullable String newDetails,
      @Nullable String newError,
      long started,
      long finished) {
    return new TaskRow(
        uid,
        index,
        kind,
        newStatus,
        leaseEpoch,
        seq,
        enqueuedAtNanos,
        started,
        finished,
        newDetails,
        newError,
        metadata,
        nodeTasks);
  }
}
