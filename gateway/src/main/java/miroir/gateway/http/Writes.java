package miroir.gateway.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.command.TaskKind;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.json.Json;
import miroir.gateway.write.WriteService;
import miroir.gateway.write.WriteService.Route;
import miroir.gateway.writer.WriteRequest;
import miroir.gateway.writer.WriteResult;
import org.jspecify.annotations.Nullable;

/** Carries a valid write to where the index is written, and its result back to the client. */
final class Writes {
  private static final long RETRY_MILLIS = 50;

  private final AtomicLong held = new AtomicLong();
  private final WriteService service;
  private final Forwarder forwarder;
  private final Duration deadline;

  Writes(WriteService service, Forwarder forwarder, Duration deadline) {
    this.service = service;
    this.forwarder = forwarder;
    this.deadline = deadline;
  }

  WriteService service() {
    return service;
  }

  /**
   * Writes to an index.
   *
   * @param create whether a missing index is made; else the write becomes a failed task
   * @param kind the type of that task
   * @param details and its details
   */
  CompletableFuture<Answer> write(
      Call call, String uid, WriteRequest request, boolean create, TaskKind kind, String details) {
    String metadata = call.parameters().text("customMetadata").orElse(null);
    int bytes = call.body().length;
    long before = held.getAndAdd(bytes);
    if (before > 0 && before + bytes > Limits.HELD_BYTES) {
      held.addAndGet(-bytes);
      throw ErrorCode.MIROIR_OVERLOADED.refusal(
          "This gateway has too many writes under way. Nothing was done; try again later.");
    }
    long deadlineNanos = System.nanoTime() + deadline.toNanos();
    return attempt(call, uid, request, create, metadata, deadlineNanos)
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(answer);
              }
              boolean missing =
                  !create
                      && Failures.refusal(failure)
                          .map(error -> error.code().equals("index_not_found"))
                          .orElse(false);
              return missing
                  ? failed(uid, kind, details)
                  : CompletableFuture.<Answer>failedFuture(failure);
            })
        .thenCompose(next -> next)
        .whenComplete((answer, failure) -> held.addAndGet(-bytes));
  }

  /** Registers a task that fails because its index is not there. */
  CompletableFuture<Answer> failed(String uid, TaskKind kind, String details) {
    return record(uid, kind, details, IndexUid.notFound(uid).toTaskJson());
  }

  CompletableFuture<Answer> record(
      @Nullable String uid, TaskKind kind, String details, String error) {
    return service
        .propose(new Command.RecordFailure(uid, kind, details, error))
        .thenApply(
            reply -> {
              if (reply instanceof Reply.Accepted accepted) {
                return Summaries.of(accepted.number(), uid, kind, null);
              }
              throw new Refusal(WriteService.refusal((Reply.Rejected) reply));
            });
  }

  private CompletableFuture<Answer> attempt(
      Call call,
      String uid,
      WriteRequest request,
      boolean create,
      @Nullable String metadata,
      long deadlineNanos) {
    return service
        .route(uid, create)
        .thenCompose(
            route -> {
              if (route instanceof Route.Here here) {
                return submitted(here.index(), call, request, metadata, deadlineNanos)
                    .thenCompose(
                        result ->
                            told(call, uid, request, create, metadata, deadlineNanos, result));
              }
              if (call.forwarded()) {
                return CompletableFuture.completedFuture(Answer.empty(Forwarder.NOT_THE_WRITER));
              }
              return forwarder
                  .forward(call, (Route.Elsewhere) route)
                  .thenCompose(
                      answer ->
                          answer.status() == Forwarder.NOT_THE_WRITER
                              ? again(call, uid, request, create, metadata, deadlineNanos)
                              : CompletableFuture.completedFuture(answer));
            });
  }

  /** What its writer has taken may be done at any later time, too. */
  private CompletableFuture<WriteResult> submitted(
      long index, Call call, WriteRequest request, @Nullable String metadata, long deadlineNanos) {
    WriteResult late =
        new WriteResult.Refused(
            ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
                "The write is not over in time. It may be done later: look at the task list before"
                    + " you send it again."));
    return service
        .submit(index, request, metadata, call.body().length)
        .completeOnTimeout(late, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<Answer> told(
      Call call,
      String uid,
      WriteRequest request,
      boolean create,
      @Nullable String metadata,
      long deadlineNanos,
      WriteResult result) {
    if (result instanceof WriteResult.Registered registered) {
      return CompletableFuture.completedFuture(
          Summaries.of(
              registered.taskUid(),
              uid,
              registered.kind(),
              metadata,
              registered.enqueuedAtNanos()));
    }
    if (result instanceof WriteResult.Refused refused) {
      return CompletableFuture.completedFuture(Answer.of(refused.error()));
    }
    return call.forwarded()
        ? CompletableFuture.completedFuture(Answer.empty(Forwarder.NOT_THE_WRITER))
        : again(call, uid, request, create, metadata, deadlineNanos);
  }

  /** The view has moved on, or will: nothing was done, so try again inside the deadline. */
  private CompletableFuture<Answer> again(
      Call call,
      String uid,
      WriteRequest request,
      boolean create,
      @Nullable String metadata,
      long deadlineNanos) {
    Optional<ApiError> hopeless = service.hopeless();
    if (hopeless.isPresent()) {
      throw new Refusal(hopeless.get());
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new Refusal(
          ErrorCode.MIROIR_NOT_READY.with(
              "No gateway writes to this index yet. Nothing was done; try again later."));
    }
    return CompletableFuture.supplyAsync(
            () -> Json.object(),
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS))
        .thenCompose(rested -> attempt(call, uid, request, create, metadata, deadlineNanos));
  }
}
