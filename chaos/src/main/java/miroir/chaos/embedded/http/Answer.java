package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.json.Json;

/**
 * What a client gets.
 *
 * @param status HTTP status
 * @param body JSON text; empty for none
 */
record Answer(int status, byte[] body) {
  private static final byte[] NOTHING = {};

  static Answer json(int status, JsonNode json) {
    return new Answer(status, Json.bytes(json));
  }

  static Answer ok(JsonNode json) {
    return json(200, json);
  }

  static Answer accepted(JsonNode json) {
    return json(202, json);
  }

  static Answer empty(int status) {
    return new Answer(status, NOTHING);
  }

  static Answer error(ApiError error) {
    return new Answer(error.status(), error.toBytes());
  }
}
