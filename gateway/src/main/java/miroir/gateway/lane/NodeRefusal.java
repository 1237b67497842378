package miroir.gateway.lane;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.Json;

/**
 * A node's definite no.
 *
 * @param status HTTP status
 * @param error what it said
 */
record NodeRefusal(int status, ApiError error) {
  /** Never the client's fault (writes-measured §0.9, §10.3). */
  private static final Set<String> NODE_FAULTS =
      Set.of(
          "internal",
          "io_error",
          "no_space_left_on_device",
          "too_many_open_files",
          "malformed_payload",
          "invalid_api_key",
          "missing_authorization_header");

  static NodeRefusal of(NodeApi.Answer.Answered answer) {
    JsonNode json = Json.treeOrNull(new String(answer.body(), StandardCharsets.UTF_8));
    ApiError error =
        json != null && json.isObject()
            ? ApiError.fromJson(json)
            : ErrorCode.INTERNAL.with("HTTP " + answer.status());
    return new NodeRefusal(answer.status(), error);
  }

  boolean nodeFault() {
    return status >= 500 || status == 429 || NODE_FAULTS.contains(error.code());
  }
}
