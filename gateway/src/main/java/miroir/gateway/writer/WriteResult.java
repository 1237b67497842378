package miroir.gateway.writer;

import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;

/** What a client is told of its write. */
public sealed interface WriteResult {
  /**
   * Accepted: enqueued on every in-sync replica that it touches, and the task is in Raft.
   *
   * @param taskUid the task
   * @param kind its type
   * @param enqueuedAtNanos nanoseconds since 1970
   */
  record Registered(long taskUid, TaskKind kind, long enqueuedAtNanos) implements WriteResult {}

  /** Not accepted, or unknown; the code says which. */
  record Refused(ApiError error) implements WriteResult {}

  /** This gateway does not hold the lease of the index: not done, ask the one that does. */
  record NotTheWriter() implements WriteResult {}
}
