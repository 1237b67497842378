package miroir.gateway.api.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A task as clients see it.
 *
 * @param uid its number
 * @param batchUid the batch that processed it, if one did
 * @param indexUid null for tasks of no index
 * @param canceledBy the task that canceled it
 * @param details null where the type has none
 * @param error set if it failed
 * @param customMetadata the client's word, if it gave one
 */
public record TaskView(
    long uid,
    @Nullable Long batchUid,
    @Nullable String indexUid,
    TaskStatus status,
    TaskType type,
    @Nullable Long canceledBy,
    @Nullable JsonNode details,
    @Nullable ApiError error,
    Instant enqueuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String customMetadata) {

  /** The object of {@code GET /tasks/{uid}}. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("uid", uid);
    json.put("batchUid", batchUid);
    json.put("indexUid", indexUid);
    json.put("status", status.text());
    json.put("type", type.text());
    json.put("canceledBy", canceledBy);
    if (details != null) {
      json.set("details", details);
    }
    json.set("error", error == null ? json.nullNode() : error.toJson());
    json.put("duration", durationText());
    json.put("enqueuedAt", Times.text(enqueuedAt));
    json.put("startedAt", startedAt == null ? null : Times.text(startedAt));
    json.put("finishedAt", finishedAt == null ? null : Times.text(finishedAt));
    if (customMetadata != null) {
      json.put("customMetadata", customMetadata);
    }
    return json;
  }

  private @Nullable String durationText() {
    if (startedAt == null || finishedAt == null) {
      return null;
    }
    return Times.text(Duration.between(startedAt, finishedAt));
  }

  /** The body of the 202 that announces the task. */
  public ObjectNode toSummary() {
    ObjectNode json = Json.object();
    json.put("taskUid", uid);
    json.put("indexUid", indexUid);
    json.put("status", status.text());
    json.put("type", type.text());
    json.put("enqueuedAt", Times.text(enqueuedAt));
    if (customMetadata != null) {
      json.put("customMetadata", customMetadata);
    }
    return json;
  }

  /**
   * The body of {@code GET /tasks}.
   *
   * @param page the tasks to show
   * @param total how many match, pages aside
   * @param limit as asked
   * @param next the task to go on with; null at the end
   */
  public static ObjectNode list(List<TaskView> page, long total, int limit, @Nullable Long next) {
    ObjectNode json = Json.object();
    ArrayNode results = json.putArray("results");
    page.forEach(task -> results.add(task.toJson()));
    json.put("total", total);
    json.put("limit", limit);
    json.put("from", page.isEmpty() ? null : (Long) page.get(0).uid());
    json.put("next", next);
    return json;
  }
}
