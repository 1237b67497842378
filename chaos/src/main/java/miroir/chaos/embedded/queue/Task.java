package miroir.chaos.embedded.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.task.TaskStatus;
import miroir.gateway.api.task.TaskView;
import org.jspecify.annotations.Nullable;

/**
 * A task, finished or not. Immutable: every change makes another.
 *
 * @param view what clients see
 * @param work what is to be done
 */
public record Task(TaskView view, Work work) {
  /** A task that was just accepted. */
  static Task accepted(
      long uid, @Nullable String indexUid, Work work, Instant now, @Nullable String metadata) {
    return new Task(
        new TaskView(
            uid,
            null,
            indexUid,
            TaskStatus.ENQUEUED,
            work.type(),
            null,
            work.details(),
            null,
            now,
            null,
            null,
            metadata),
        work);
  }

  /** Its number. */
  public long uid() {
    return view.uid();
  }

  /** The index it is about, by its name at this moment. */
  public @Nullable String indexUid() {
    return view.indexUid();
  }

  Task started(long batchUid, Instant now) {
    return new Task(
        with(TaskStatus.PROCESSING, batchUid, null, view.details(), null, now, null), work);
  }

  Task ended(Ending ending, Instant now) {
    TaskStatus status = ending.error() == null ? TaskStatus.SUCCEEDED : TaskStatus.FAILED;
    return new Task(
        with(
            status, view.batchUid(), null, ending.details(), ending.error(), view.startedAt(), now),
        work);
  }

  Task canceled(long by, long batchUid, Instant started, Instant now) {
    JsonNode details = Ending.failed(work, new ApiError("", "", "", "")).details();
    return new Task(with(TaskStatus.CANCELED, batchUid, by, details, null, started, now), work);
  }

  private TaskView with(
      TaskStatus status,
      @Nullable Long batchUid,
      @Nullable Long canceledBy,
      @Nullable JsonNode details,
      @Nullable ApiError error,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {
    return new TaskView(
        view.uid(),
        batchUid,
        view.indexUid(),
        status,
        view.type(),
        canceledBy,
        details,
        error,
        view.enqueuedAt(),
        startedAt,
        finishedAt,
        view.customMetadata());
  }

  Task renamed(String indexUid) {
    return new Task(
        new TaskView(
            view.uid(),
            view.batchUid(),
            indexUid,
            view.status(),
            view.type(),
            view.canceledBy(),
            view.details(),
            view.error(),
            view.enqueuedAt(),
            view.startedAt(),
            view.finishedAt(),
            view.customMetadata()),
        work);
  }

  /** For the log; work of finished tasks is left out as nobody will do it. */
  ObjectNode toJson() {
    ObjectNode json = view.toJson();
    if (!view.status().terminal()) {
      json.set("work", WorkCodec.encode(work));
    }
    return json;
  }

  /** Reads the log; what was being processed is to be done again. */
  static Task fromJson(JsonNode json) {
    TaskStatus status = TaskStatus.of(json.path("status").asText()).orElseThrow();
    boolean done = status.terminal();
    JsonNode error = json.path("error");
    TaskView view =
        new TaskView(
            json.path("uid").asLong(),
            done && json.path("batchUid").isNumber() ? (Long) json.get("batchUid").asLong() : null,
            json.path("indexUid").textValue(),
            done ? status : TaskStatus.ENQUEUED,
            miroir.gateway.api.task.TaskType.of(json.path("type").asText()).orElseThrow(),
            json.path("canceledBy").isNumber() ? (Long) json.get("canceledBy").asLong() : null,
            json.get("details"),
            error.isObject() ? ApiError.fromJson(error) : null,
            Instant.parse(json.path("enqueuedAt").asText()),
            done ? instant(json.path("startedAt")) : null,
            done ? instant(json.path("finishedAt")) : null,
            json.path("customMetadata").textValue());
    Work work = done ? new Work.Clear() : WorkCodec.decode(json.path("work").deepCopy());
    return new Task(view, work);
  }

  private static @Nullable Instant instant(JsonNode json) {
    return json.isTextual() ? Instant.parse(json.textValue()) : null;
  }

  /** Its text in the log. */
  byte[] line() {
    ObjectNode line = Json.object();
    line.set("task", toJson());
    return Json.bytes(line);
  }
}
