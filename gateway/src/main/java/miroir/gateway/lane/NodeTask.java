package miroir.gateway.lane;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import miroir.gateway.api.ApiError;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/**
 * A task as a node tells it.
 *
 * @param uid its uid there
 * @param index the index's name by now
 * @param type Meilisearch's type
 * @param status Meilisearch's status
 * @param tag our tag, if it bears one
 * @param details as told
 * @param error why it failed, or null
 * @param enqueuedAt the node's time stamp, as text
 * @param startedAtNanos nanoseconds since 1970, 0 if not started
 * @param finishedAtNanos nanoseconds since 1970, 0 if not finished
 */
public record NodeTask(
    long uid,
    String index,
    String type,
    String status,
    Optional<Tag> tag,
    JsonNode details,
    @Nullable ApiError error,
    String enqueuedAt,
    long startedAtNanos,
    long finishedAtNanos) {

  /** Reads a task of a task list. */
  public static NodeTask of(JsonNode json) {
    JsonNode error = json.path("error");
    return new NodeTask(
        json.path("uid").asLong(),
        json.path("indexUid").asText(),
        json.path("type").asText(),
        json.path("status").asText(),
        Tag.parse(json.path("customMetadata").asText()),
        json.path("details"),
        error.isObject() ? ApiError.fromJson(error) : null,
        json.path("enqueuedAt").asText(),
        nanos(json.path("startedAt")),
        nanos(json.path("finishedAt")));
  }

  /** Reads the place of a task that a node has just enqueued. */
  static Position told(JsonNode summary) {
    return new Position(summary.path("taskUid").asLong(), summary.path("enqueuedAt").asText());
  }

  private static long nanos(JsonNode time) {
    if (!time.isTextual()) {
      return 0;
    }
    Instant instant = Instant.parse(time.asText());
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** Returns its place in the node's task list. */
  public Position position() {
    return new Position(uid, enqueuedAt);
  }

  /** Returns whether the task succeeded. */
  public boolean succeeded() {
    return status.equals("succeeded");
  }

  /**
   * Returns whether this is the tagged empty deletion that marks an untagged write before it; a
   * client's own deletion names ids or a filter.
   */
  public boolean isMarker() {
    return tag.isPresent()
        && type.equals("documentDeletion")
        && details.path("providedIds").isNumber()
        && details.path("providedIds").asLong() == 0
        && !details.path("originalFilter").isTextual();
  }

  /** Returns whether it succeeded and lost no document of those that it was sent. */
  public boolean keptAll() {
    int received = details.path("receivedDocuments").asInt(0);
    return succeeded() && details.path("indexedDocuments").asInt(received) >= received;
  }

  /** Returns whether the task has ended. */
  public boolean ended() {
    return !status.equals("enqueued") && !status.equals("processing");
  }

  /** Returns whether this is the renaming of {@code from}, and to what. */
  Optional<String> renamed(String from) {
    String to = details.path("newIndexUid").asText(details.path("newUid").asText());
    String old = details.path("oldIndexUid").asText(index);
    return type.equals("indexUpdate") && !to.isEmpty() && old.equals(from)
        ? Optional.of(to)
        : Optional.empty();
  }
}
