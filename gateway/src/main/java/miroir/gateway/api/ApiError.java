package miroir.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import miroir.gateway.api.json.JsonText;

/**
 * An error as clients see it, alone in an answer or inside a task.
 *
 * @param message what is wrong, in Meilisearch's words
 * @param code stable snake-case name; unknown codes of newer nodes are kept as they are
 * @param type the family
 * @param link page of the documentation
 */
public record ApiError(String message, String code, String type, String link) {
  private static final String DOCUMENTATION = "https://docs.meilisearch.com/errors#";

  /** Even of control characters, with six bytes each, an entry holds ten such messages. */
  static final int TASK_MESSAGE_CHARS = 16 << 10;

  static String linkOf(String code) {
    return DOCUMENTATION + code;
  }

  /** HTTP status for this error; 500 for a code that is not known. */
  public int status() {
    return ErrorCode.of(code).map(ErrorCode::status).orElse(500);
  }

  /** The same error with another message. */
  public ApiError withMessage(String newMessage) {
    return new ApiError(newMessage, code, type, link);
  }

  /** The same error as the search engine tells it: with the name of the index before it. */
  public ApiError inIndex(String uid) {
    return withMessage("Index `" + uid + "`: " + message);
  }

  /** The error object in the field order of Meilisearch. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("message", message);
    json.put("code", code);
    json.put("type", type);
    json.put("link", link);
    return json;
  }

  /**
   * The error object as a task keeps it: some messages quote a whole document, which no log entry
   * can hold, so a message is cut after {@link #TASK_MESSAGE_CHARS}.
   */
  public String toTaskJson() {
    if (message.length() <= TASK_MESSAGE_CHARS) {
      return JsonText.of(toJson());
    }
    int end =
        Character.isHighSurrogate(message.charAt(TASK_MESSAGE_CHARS - 1))
            ? TASK_MESSAGE_CHARS - 1
            : TASK_MESSAGE_CHARS;
    return JsonText.of(withMessage(message.substring(0, end) + "…").toJson());
  }

  /** The body of an HTTP answer with this error. */
  public byte[] toBytes() {
    return JsonText.of(toJson()).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an error object of a node; absent fields become empty texts. */
  public static ApiError fromJson(JsonNode json) {
    return new ApiError(
        json.path("message").asText(""),
        json.path("code").asText(""),
        json.path("type").asText(""),
        json.path("link").asText(""));
  }
}
