package miroir.gateway.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.json.JsonText;

/**
 * The attribute that identifies documents.
 *
 * @param name may be a path with dots
 */
public record PrimaryKey(String name) {
  private static final int MAX_ID_BYTES = 511;

  /**
   * Guesses the primary key from the first document of an index.
   *
   * @throws Refusal with the error of the task, if not exactly one key ends with {@code id}
   */
  public static PrimaryKey infer(ObjectNode firstDocument) {
    List<String> candidates = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : firstDocument.properties()) {
      if (field.getKey().toLowerCase(Locale.ROOT).endsWith("id")) {
        candidates.add(field.getKey());
      }
    }
    if (candidates.isEmpty()) {
      throw ErrorCode.INDEX_PRIMARY_KEY_NO_CANDIDATE_FOUND.refusal(
          "The primary key inference failed as the engine did not find any field ending with `id`"
              + " in its name. Please specify the primary key manually using the `primaryKey` query"
              + " parameter.");
    }
    if (candidates.size() > 1) {
      candidates.sort(null);
      throw ErrorCode.INDEX_PRIMARY_KEY_MULTIPLE_CANDIDATES_FOUND.refusal(
          "The primary key inference failed as the engine found "
              + candidates.size()
              + " fields ending with `id` in their names: '"
              + candidates.get(0)
              + "' and '"
              + candidates.get(1)
              + "'. Please specify the primary key manually using the `primaryKey` query"
              + " parameter.");
    }
    return new PrimaryKey(candidates.get(0));
  }

  /** The error of a task that names another primary key than the index has. */
  public static ApiError alreadySet(String existing) {
    return ErrorCode.INDEX_PRIMARY_KEY_ALREADY_EXISTS.with(
        "Index already has a primary key: `" + existing + "`.");
  }

  /**
   * The id of a document in canonical text: numbers in decimal.
   *
   * @throws Refusal with the error of the task: {@code missing_document_id} or {@code
   *     invalid_document_id}
   */
  public String idOf(ObjectNode document) {
    List<JsonNode> found = new ArrayList<>();
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      JsonNode value = document.get(name.substring(0, dot));
      if (value != null) {
        collect(value, name.substring(dot + 1), found);
      }
    }
    JsonNode whole = document.get(name);
    if (whole != null) {
      found.add(whole);
    }
    if (found.isEmpty()) {
      throw ErrorCode.MISSING_DOCUMENT_ID.refusal(
          "Document doesn't have a `" + name + "` attribute: `" + JsonText.of(document) + "`.");
    }
    if (found.size() > 1) {
      throw ErrorCode.INVALID_DOCUMENT_ID.refusal(
          "Document have too many matching `"
              + name
              + "` attribute: `"
              + JsonText.of(document)
              + "`.");
    }
    return canonical(found.get(0));
  }

  private static void collect(JsonNode value, String path, List<JsonNode> found) {
    if (!value.isObject()) {
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String key = field.getKey();
      if (path.equals(key)) {
        found.add(field.getValue());
      } else if (path.startsWith(key + ".")) {
        collect(field.getValue(), path.substring(key.length() + 1), found);
      }
    }
  }

  /**
   * The canonical text of an id.
   *
   * @throws Refusal with {@code invalid_document_id}
   */
  public static String canonical(JsonNode id) {
    if (id.isIntegralNumber()) {
      return id.asText();
    }
    if (id.isTextual() && isValid(id.textValue())) {
      return id.textValue();
    }
    throw ErrorCode.INVALID_DOCUMENT_ID.refusal(
        "Document identifier `"
            + JsonText.of(id)
            + "` is invalid. A document identifier can be of type integer or string, only composed"
            + " of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can"
            + " not be more than 511 bytes.");
  }

  /** True if a text can be the id of a document. */
  public static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > MAX_ID_BYTES) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (c < '0' || c > '9') && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }
}
