package miroir.command;

import org.jspecify.annotations.Nullable;

/**
 * How a task ended (protocol.md W6).
 *
 * @param taskUid the task
 * @param status a terminal status
 * @param details JSON that clients see from now on
 * @param error the error object, JSON, of a failed task
 * @param startedAtNanos nanoseconds since 1970
 * @param finishedAtNanos nanoseconds since 1970
 */
public record Outcome(
    long taskUid,
    TaskStatus status,
    String details,
    @Nullable String error,
    long startedAtNanos,
    long finishedAtNanos) {}
