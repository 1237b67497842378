package miroir.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * One write as a client sends it.
 *
 * @param kind what it does
 * @param documents what is added, with {@code id} and {@code group}; empty for deletions
 * @param subject the id that is deleted, or the group; else empty
 */
public record Write(Kind kind, List<ObjectNode> documents, String subject) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a write does. */
  public enum Kind {
    /** Adds whole documents. */
    REPLACE,
    /** Adds fields to documents. */
    MERGE,
    /** Deletes one document by its id. */
    DELETE,
    /** Deletes the documents of one group, by filter. */
    DELETE_GROUP
  }

  /** Returns the HTTP method. */
  public String method() {
    return switch (kind) {
      case REPLACE, DELETE_GROUP -> "POST";
      case MERGE -> "PUT";
      case DELETE -> "DELETE";
    };
  }

  /** Returns the path under that of the index. */
  public String path() {
    return switch (kind) {
      case REPLACE, MERGE -> "/documents";
      case DELETE -> "/documents/" + subject;
      case DELETE_GROUP -> "/documents/delete";
    };
  }

  /** Returns the body; empty when there is none. */
  public String body() {
    return switch (kind) {
      case REPLACE, MERGE -> {
        ArrayNode all = JSON.createArrayNode();
        documents.forEach(all::add);
        yield all.toString();
      }
      case DELETE -> "";
      case DELETE_GROUP -> "{\"filter\":\"group = '" + subject + "'\"}";
    };
  }

  /** Returns what becomes of the document {@code id} by this write; empty: it is not there. */
  Optional<ObjectNode> applyTo(String id, Optional<ObjectNode> before) {
    return switch (kind) {
      case REPLACE -> sent(id).or(() -> before);
      case MERGE -> merged(id, before);
      case DELETE -> subject.equals(id) ? Optional.empty() : before;
      case DELETE_GROUP -> before.filter(document -> !inGroup(document));
    };
  }

  private boolean inGroup(JsonNode document) {
    return document.path("group").asText().equals(subject);
  }

  private Optional<ObjectNode> merged(String id, Optional<ObjectNode> before) {
    Optional<ObjectNode> sent = sent(id);
    if (sent.isEmpty() || before.isEmpty()) {
      return sent.or(() -> before);
    }
    ObjectNode both = before.get().deepCopy();
    both.setAll(sent.get());
    return Optional.of(both);
  }

  private Optional<ObjectNode> sent(String id) {
    return documents.stream()
        .filter(document -> document.path("id").asText().equals(id))
        .reduce((earlier, later) -> later);
  }
}
