package miroir.chaos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import miroir.chaos.workload.Api;
import miroir.cluster.SlotSet;
import miroir.gateway.lane.Tag;
import org.jspecify.annotations.Nullable;

/** What a node's own task list says of the copies that it was sent. Immutable. */
record NodeLog(
    long documents, SlotSet slots, int copies, @Nullable Instant begun, @Nullable Instant ended) {
  private static final int PAGE = 1_000;

  /** Reads all tasks of a node from a certain one on. */
  static NodeLog read(Api node, long firstUid) throws IOException {
    NodeLog all = new NodeLog(0, SlotSet.NONE, 0, null, null);
    String from = "";
    while (true) {
      JsonNode page = node.ask("GET", "/tasks?limit=" + PAGE + from, "");
      for (JsonNode task : page.path("results")) {
        if (task.path("uid").asLong() < firstUid) {
          return all;
        }
        all = all.with(task);
      }
      if (!page.path("next").isNumber()) {
        return all;
      }
      from = "&from=" + page.path("next").asLong();
    }
  }

  /** Returns the number of a node's next task. */
  static long next(Api node) throws IOException {
    return node.ask("GET", "/tasks?limit=1", "").path("results").path(0).path("uid").asLong(-1) + 1;
  }

  private NodeLog with(JsonNode task) {
    Tag tag = Tag.parse(task.path("customMetadata").asText("")).orElse(null);
    if (tag == null || tag.kind() == Tag.Kind.WRITE) {
      return this;
    }
    boolean end = tag.kind() == Tag.Kind.COPIED;
    Instant enqueued = Instant.parse(task.path("enqueuedAt").asText());
    boolean open = task.path("finishedAt").isNull() || task.path("finishedAt").isMissingNode();
    Instant finished = open ? enqueued : Instant.parse(task.path("finishedAt").asText());
    return new NodeLog(
        documents + task.path("details").path("indexedDocuments").asLong(),
        end ? slots.or(tag.slots()) : slots,
        copies + (end ? 1 : 0),
        begun == null || enqueued.isBefore(begun) ? enqueued : begun,
        ended == null || finished.isAfter(ended) ? finished : ended);
  }

  /** Returns how long the copies took, from the first that was enqueued to the last that ended. */
  double seconds() {
    return begun == null || ended == null ? 0 : Duration.between(begun, ended).toMillis() / 1e3;
  }
}
