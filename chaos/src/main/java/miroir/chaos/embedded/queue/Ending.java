package miroir.chaos.embedded.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task.
 *
 * @param error null if it succeeded
 * @param details as clients read them from now on
 * @param names new names of indexes, which older tasks take over
 */
public record Ending(@Nullable ApiError error, JsonNode details, Map<String, String> names) {
  /** Keeps its own copy. */
  public Ending {
    names = Map.copyOf(names);
  }

  /** The task did what it should. */
  public static Ending succeeded(JsonNode details) {
    return new Ending(null, details, Map.of());
  }

  /** The task renamed indexes. */
  public static Ending renamed(JsonNode details, Map<String, String> names) {
    return new Ending(null, details, names);
  }

  /** The task did nothing: counts of documents that are not known yet become 0. */
  public static Ending failed(Work work, ApiError error) {
    ObjectNode details = work.details();
    for (String count : new String[] {"indexedDocuments", "deletedDocuments"}) {
      if (details.has(count)) {
        details.put(count, 0);
      }
    }
    return new Ending(error, details, Map.of());
  }

  /** For a file. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (error != null) {
      json.set("error", error.toJson());
    }
    json.set("details", details);
    names.forEach(json.putObject("names")::put);
    return json;
  }

  /** Reads what {@link #toJson} wrote. */
  public static Ending fromJson(JsonNode json) {
    JsonNode error = json.get("error");
    Map<String, String> names = new LinkedHashMap<>();
    json.path("names").properties().forEach(n -> names.put(n.getKey(), n.getValue().asText()));
    return new Ending(error == null ? null : ApiError.fromJson(error), json.path("details"), names);
  }
}
