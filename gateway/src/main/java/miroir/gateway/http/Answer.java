package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.json.Json;

/**
 * What a client gets.
 *
 * @param status HTTP status
 * @param body JSON, or empty
 * @param headers further headers
 */
record Answer(int status, byte[] body, Map<String, String> headers) {
  static Answer of(int status, JsonNode json) {
    return new Answer(status, Json.bytes(json), Map.of());
  }

  static Answer of(int status, byte[] json) {
    return new Answer(status, json, Map.of());
  }

  static Answer empty(int status) {
    return new Answer(status, new byte[0], Map.of());
  }

  /** What may be done must not be repeated without a look, so nobody is asked to. */
  static Answer of(ApiError error) {
    boolean again = error.status() == 503 && !error.code().equals("miroir_outcome_unknown");
    return new Answer(
        error.status(), error.toBytes(), again ? Map.of("Retry-After", "1") : Map.of());
  }

  Answer with(String header, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, body, Map.copyOf(more));
  }
}
