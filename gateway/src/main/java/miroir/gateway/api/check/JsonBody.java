package miroir.gateway.api.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonSyntax;
import org.jspecify.annotations.Nullable;

/** Reads JSON bodies of routes that take nothing but JSON. */
public final class JsonBody {
  private JsonBody() {}

  /**
   * The body as a tree, checked.
   *
   * @param contentType the header as it was sent, or null
   * @throws miroir.gateway.api.Refusal if it is absent, not JSON, or not of this shape
   */
  public static JsonNode read(byte[] body, @Nullable String contentType, Check shape) {
    JsonNode value = read(body, contentType);
    shape.check(value, JsonPath.ROOT);
    return value;
  }

  /** The body as a tree, whatever its shape. */
  public static JsonNode read(byte[] body, @Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      throw ErrorCode.MISSING_CONTENT_TYPE.refusal(
          "A Content-Type header is missing. Accepted values for the Content-Type header are:"
              + " `application/json`");
    }
    String essence = essence(contentType);
    if (!essence.equals("application/json")) {
      throw ErrorCode.INVALID_CONTENT_TYPE.refusal(
          "The Content-Type `"
              + essence
              + "` is invalid. Accepted values for the Content-Type header are:"
              + " `application/json`");
    }
    if (body.length == 0) {
      throw ErrorCode.MISSING_PAYLOAD.refusal("A json payload is missing.");
    }
    try {
      return Json.parse(body);
    } catch (JsonSyntax e) {
      throw ErrorCode.MALFORMED_PAYLOAD.refusal(
          "The json payload provided is malformed. `" + e.complaint() + "`.");
    }
  }

  /** The media type without parameters. */
  public static String essence(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.trim().toLowerCase(Locale.ROOT);
  }
}
