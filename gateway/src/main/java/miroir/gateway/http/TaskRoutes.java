package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import miroir.codec.StateCodec;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.task.TaskQuery;
import miroir.gateway.api.task.TaskStatus;
import miroir.gateway.api.task.TaskType;
import miroir.gateway.api.task.TaskView;
import miroir.gateway.session.CoordinatorClient;
import miroir.machine.TaskRow;
import miroir.proto.log.TaskKind;
import miroir.proto.session.Bounds;
import miroir.proto.session.NamedTask;
import miroir.proto.session.TasksReply;
import miroir.proto.session.TasksRequest;
import org.jspecify.annotations.Nullable;

/** Reads of tasks, which the coordinators keep. */
final class TaskRoutes {
  private static final long READ_MILLIS = 5_000;

  private final CoordinatorClient coordinators;

  TaskRoutes(CoordinatorClient coordinators) {
    this.coordinators = coordinators;
  }

  void addTo(RouteTable routes) {
    routes.add("GET", "/tasks", this::list);
    routes.add("GET", "/tasks/{id}", this::get);
  }

  private CompletableFuture<Answer> get(Call call) {
    String text = call.variable("id");
    long uid = TaskQuery.uid(text);
    TasksRequest request = TasksRequest.newBuilder().addUids(uid).setLimit(1).build();
    return coordinators
        .readTasks(request, READ_MILLIS)
        .thenApply(
            reply -> {
              if (reply.getTasksCount() == 0) {
                throw ErrorCode.TASK_NOT_FOUND.refusal("Task `" + text + "` not found.");
              }
              return Answer.of(200, view(reply.getTasks(0)).toJson());
            });
  }

  private CompletableFuture<Answer> list(Call call) {
    TaskQuery query = TaskQuery.list(call.parameters());
    TasksRequest.Builder request =
        TasksRequest.newBuilder().setLimit(query.limit()).setReverse(query.reverse());
    query.from().ifPresent(request::setFrom);
    boolean nothing = query.canceledBy().isPresent();
    nothing |= !uids(query, request);
    query.indexUids().ifPresent(request::addAllIndexUids);
    nothing |= !kinds(query, request);
    query
        .statuses()
        .ifPresent(
            statuses -> statuses.forEach(status -> request.addStatusesValue(status.ordinal())));
    bounds(query.enqueued()).ifPresent(request::setEnqueued);
    bounds(query.started()).ifPresent(request::setStarted);
    bounds(query.finished()).ifPresent(request::setFinished);
    if (nothing) {
      return CompletableFuture.completedFuture(
          Answer.of(200, TaskView.list(List.of(), 0, query.limit(), null)));
    }
    return coordinators
        .readTasks(request.build(), READ_MILLIS)
        .thenApply(reply -> shown(query, reply));
  }

  /** Batches are one task each here, so both name the same; false if no task can be meant. */
  private static boolean uids(TaskQuery query, TasksRequest.Builder request) {
    if (query.uids().isPresent() && query.batchUids().isPresent()) {
      query.uids().get().stream()
          .filter(query.batchUids().get()::contains)
          .forEach(request::addUids);
      return request.getUidsCount() > 0;
    }
    query.uids().ifPresent(request::addAllUids);
    query.batchUids().ifPresent(request::addAllUids);
    return true;
  }

  private static boolean kinds(TaskQuery query, TasksRequest.Builder request) {
    if (query.types().isEmpty()) {
      return true;
    }
    for (TaskType type : query.types().get()) {
      for (miroir.command.TaskKind kind : miroir.command.TaskKind.values()) {
        if (kind.label().equals(type.text())) {
          request.addKinds(TaskKind.forNumber(kind.ordinal()));
        }
      }
    }
    return request.getKindsCount() > 0;
  }

  private static Optional<Bounds> bounds(TaskQuery.TimeRange range) {
    if (range.after().isEmpty() && range.before().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Bounds.newBuilder()
            .setAfter(range.after().map(TaskRoutes::nanos).orElse(Long.MIN_VALUE))
            .setBefore(range.before().map(TaskRoutes::nanos).orElse(Long.MAX_VALUE))
            .build());
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private static Answer shown(TaskQuery query, TasksReply reply) {
    List<TaskView> page = reply.getTasksList().stream().map(TaskRoutes::view).toList();
    Long next = reply.hasNext() ? reply.getNext() : null;
    return Answer.of(200, TaskView.list(page, reply.getTotal(), query.limit(), next));
  }

  private static TaskView view(NamedTask named) {
    TaskRow row = StateCodec.decode(named.getTask());
    return new TaskView(
        row.uid(),
        row.status().terminal() ? row.uid() : null,
        shownUid(named, row),
        TaskStatus.values()[row.status().ordinal()],
        type(row.kind().label()),
        null,
        tree(row.details()),
        row.status().terminal() ? error(tree(row.error())) : null,
        Summaries.instant(row.enqueuedAtNanos()),
        time(row.startedAtNanos()),
        time(row.finishedAtNanos()),
        row.metadata());
  }

  /** A renaming is shown under the old name, other tasks under their index's present one. */
  private static @Nullable String shownUid(NamedTask named, TaskRow row) {
    JsonNode details = tree(row.details());
    if (details != null && details.hasNonNull("oldIndexUid")) {
      return details.get("oldIndexUid").asText();
    }
    return named.hasIndexUid() ? named.getIndexUid() : null;
  }

  private static @Nullable ApiError error(@Nullable JsonNode json) {
    return json == null ? null : ApiError.fromJson(json);
  }

  private static TaskType type(String label) {
    for (TaskType type : TaskType.values()) {
      if (type.text().equals(label)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no task type " + label);
  }

  private static @Nullable JsonNode tree(@Nullable String json) {
    return json == null ? null : Json.treeOrNull(json);
  }

  private static @Nullable Instant time(long nanos) {
    return nanos == 0 ? null : Summaries.instant(nanos);
  }
}
