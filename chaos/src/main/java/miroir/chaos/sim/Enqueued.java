package miroir.chaos.sim;

import java.util.Optional;
import miroir.gateway.lane.Tag;
import org.jspecify.annotations.Nullable;

/** One task of a simulated node. */
final class Enqueued {
  final long uid;
  final Work work;
  final @Nullable String tag;
  final long enqueuedAtMillis;
  private final String sentTo;
  private Optional<Tag> parsed = Optional.empty();
  private boolean read;
  private @Nullable String enqueuedAt;

  /** The index's name by now. */
  String index;

  String status = "enqueued";
  String code = "";
  long endedAtMillis;

  /** Documents counted or deleted; -1 while unknown. */
  int count = -1;

  /** The index that it counts for, as far as that is known; null if for none. */
  @Nullable Physical lands;

  /** Whether a power cut has emptied its payload. */
  boolean payloadLost;

  Enqueued(long uid, Work work, String index, @Nullable String tag, long enqueuedAtMillis) {
    this.uid = uid;
    this.work = work;
    this.index = index;
    this.sentTo = index;
    this.tag = tag;
    this.enqueuedAtMillis = enqueuedAtMillis;
  }

  /** Returns a copy that lands nowhere yet; what was being worked on waits again. */
  Enqueued copy() {
    Enqueued copy = new Enqueued(uid, work, sentTo, tag, enqueuedAtMillis);
    copy.index = index;
    copy.status = status.equals("processing") ? "enqueued" : status;
    copy.code = code;
    copy.endedAtMillis = endedAtMillis;
    copy.count = count;
    copy.payloadLost = payloadLost;
    return copy;
  }

  /** Returns the name of the index that the request named. */
  String sentTo() {
    return sentTo;
  }

  /** Returns what its tag says; read once, because everybody looks at it again and again. */
  Optional<Tag> told() {
    if (!read) {
      read = true;
      parsed = tag == null ? Optional.empty() : Tag.parse(tag);
    }
    return parsed;
  }

  boolean over() {
    return status.equals("succeeded") || status.equals("failed");
  }

  boolean succeeded() {
    return status.equals("succeeded");
  }

  /** Returns whether it ended without its effect, by a fault of its node. */
  boolean lacksItsEffect() {
    return over() && (payloadLost || code.equals(NodeQueue.DISK_FULL));
  }

  void end(String failure, int counted, long atMillis) {
    status = failure.isEmpty() ? "succeeded" : "failed";
    code = failure;
    count = counted;
    endedAtMillis = atMillis;
  }

  String enqueuedAt() {
    String known = enqueuedAt;
    if (known == null) {
      known = time(enqueuedAtMillis);
      enqueuedAt = known;
    }
    return known;
  }

  /** Appends the task as a node shows it. */
  void appendTo(StringBuilder json) {
    json.append("{\"uid\":").append(uid).append(",\"indexUid\":\"").append(index);
    json.append("\",\"status\":\"").append(status).append("\",\"type\":\"").append(work.type());
    json.append("\",\"details\":").append(details());
    if (!code.isEmpty()) {
      json.append(",\"error\":{\"message\":\"Index `").append(index).append("`: ").append(code);
      json.append("\",\"code\":\"").append(code).append("\",\"type\":\"invalid_request\"}");
    }
    json.append(",\"enqueuedAt\":\"").append(enqueuedAt()).append('"');
    if (over()) {
      json.append(",\"startedAt\":\"").append(time(endedAtMillis));
      json.append("\",\"finishedAt\":\"").append(time(endedAtMillis)).append('"');
    }
    if (tag != null) {
      json.append(",\"customMetadata\":\"").append(tag).append('"');
    }
    json.append('}');
  }

  private static String time(long millis) {
    return java.time.Instant.ofEpochMilli(Chronicle.EPOCH_MILLIS + millis).toString();
  }

  private String details() {
    String counted = count < 0 ? "null" : Integer.toString(count);
    if (work instanceof Work.Add add) {
      return "{\"receivedDocuments\":" + add.received() + ",\"indexedDocuments\":" + counted + "}";
    }
    if (work instanceof Work.DeleteIds delete) {
      return "{\"providedIds\":"
          + delete.ids().size()
          + ",\"deletedDocuments\":"
          + counted
          + ",\"originalFilter\":null}";
    }
    if (work instanceof Work.DeleteFilter delete) {
      return "{\"providedIds\":0,\"deletedDocuments\":"
          + counted
          + ",\"originalFilter\":\""
          + delete.filter()
          + "\"}";
    }
    if (work instanceof Work.Clear) {
      return "{\"deletedDocuments\":" + counted + "}";
    }
    if (work instanceof Work.Settings settings) {
      return settings.patch().toString();
    }
    if (work instanceof Work.Update update && update.to() != null) {
      return "{\"primaryKey\":null,\"oldIndexUid\":\""
          + sentTo
          + "\",\"newIndexUid\":\""
          + update.to()
          + "\"}";
    }
    return "{\"primaryKey\":null}";
  }
}
