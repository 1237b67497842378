package miroir.gateway.api.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.JsonScanner;
import miroir.gateway.api.json.JsonSyntax;
import miroir.gateway.api.json.JsonText;

/**
 * Documents that are accepted and later fail every task of their batch, and the error that the task
 * then shows.
 */
public final class Poison {
  private static final String VECTORS = "_vectors";
  private static final JsonFactory JSON = new JsonFactory();

  private Poison() {}

  /**
   * What a node would say about values that cannot be stored: numbers beyond a double and lone
   * surrogates.
   */
  public static Optional<ApiError> unstorable(Document document) {
    if (!document.suspicious()) {
      return Optional.empty();
    }
    byte[] source = document.source();
    try {
      JsonScanner.strict(source, document.start(), document.end()).skipValue();
      return Optional.empty();
    } catch (JsonSyntax suspicion) {
      return Optional.of(
          ErrorCode.INTERNAL.with(
              "internal: " + valueComplaint(document).orElse(suspicion.complaint()) + "."));
    }
  }

  /** The complaint about the first value that cannot be stored, with its position in that value. */
  private static Optional<String> valueComplaint(Document document) {
    byte[] source = document.source();
    try (JsonParser parser = JSON.createParser(source, document.start(), document.length())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        parser.nextToken();
        int start = document.start() + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        JsonScanner scanner = JsonScanner.strict(source, start, document.end());
        try {
          scanner.skipValue();
        } catch (JsonSyntax fault) {
          return Optional.of(relative(document, start));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.empty();
  }

  private static String relative(Document document, int start) {
    byte[] value = Arrays.copyOfRange(document.source(), start, document.end());
    try {
      JsonScanner.strict(value, 0, value.length).skipValue();
      return "";
    } catch (JsonSyntax fault) {
      return fault.complaint();
    }
  }

  /** What a node would say about the field {@code _vectors}, whatever embedders it has. */
  public static Optional<ApiError> vectors(ObjectNode document, String id) {
    JsonNode vectors = document.get(VECTORS);
    if (vectors == null) {
      return Optional.empty();
    }
    if (!vectors.isObject()) {
      return Optional.of(ErrorCode.INTERNAL.with(notAMap(vectors)));
    }
    for (var embedder : vectors.properties()) {
      Optional<String> fault = embedderFault(embedder.getKey(), embedder.getValue());
      if (fault.isPresent()) {
        return Optional.of(
            ErrorCode.INVALID_VECTORS_TYPE.with(
                "Bad embedder configuration in the document with id: `"
                    + id
                    + "`. "
                    + fault.get()));
      }
    }
    return Optional.empty();
  }

  /** "invalid type: …, expected a map at line 1 column …" for a value that is no object. */
  static String notAMap(JsonNode value) {
    return "invalid type: "
        + serdeKind(value)
        + ", expected a map at line 1 column "
        + (value.isArray() ? 0 : JsonText.of(value).length());
  }

  private static Optional<String> embedderFault(String embedder, JsonNode value) {
    String path = "`._vectors." + embedder + "`";
    if (value.isTextual() || value.isBoolean() || value.isNumber()) {
      return Optional.of(
          "Expected "
              + path
              + " to be an array of floats, an array of arrays of floats, or an object with at"
              + " least the field `regenerate`, but got the "
              + (value.isTextual()
                  ? "string `" + value.textValue() + "`"
                  : serdeKind(value).replace("floating point", "float")));
    }
    if (value.isObject() && !value.has("regenerate")) {
      return Optional.of(
          "Missing field `._vectors."
              + embedder
              + ".regenerate`\n  - note: "
              + path
              + " must be an array of floats, an array of arrays of floats, or an object with field"
              + " `regenerate`");
    }
    return Optional.empty();
  }

  private static String serdeKind(JsonNode value) {
    if (value.isNull()) {
      return "null";
    }
    if (value.isArray()) {
      return "sequence";
    }
    if (value.isTextual()) {
      return "string " + JsonText.quoted(value.textValue());
    }
    if (value.isBoolean()) {
      return "boolean `" + value.asText() + "`";
    }
    return (value.isIntegralNumber() ? "integer `" : "floating point `") + value.asText() + "`";
  }
}
