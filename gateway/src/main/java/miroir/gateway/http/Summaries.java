package miroir.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import miroir.command.TaskKind;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.task.Times;
import org.jspecify.annotations.Nullable;

/** The 202 of a write: a summarized task. */
final class Summaries {
  private Summaries() {}

  static Answer of(long taskUid, @Nullable String uid, TaskKind kind, @Nullable String metadata) {
    Instant now = Instant.now();
    return of(taskUid, uid, kind, metadata, now.getEpochSecond() * 1_000_000_000L + now.getNano());
  }

  static Answer of(
      long taskUid,
      @Nullable String uid,
      TaskKind kind,
      @Nullable String metadata,
      long enqueuedAtNanos) {
    ObjectNode json = Json.object();
    json.put("taskUid", taskUid);
    json.put("indexUid", uid);
    json.put("status", "enqueued");
    json.put("type", kind.label());
    json.put("enqueuedAt", Times.text(instant(enqueuedAtNanos)));
    if (metadata != null) {
      json.put("customMetadata", metadata);
    }
    return Answer.of(202, json);
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }
}
