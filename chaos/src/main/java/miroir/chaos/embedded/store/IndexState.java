package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.IndexSettings;
import org.jspecify.annotations.Nullable;

/**
 * What an index knows beside its documents. Stored with every commit.
 *
 * @param primaryKey null until it is known
 * @param fields top-level keys of documents
 * @param attributes paths of values, dots between the keys
 */
public record IndexState(
    IndexSettings settings,
    @Nullable String primaryKey,
    Instant createdAt,
    Instant updatedAt,
    Names fields,
    Names attributes) {

  /** A new index. */
  static IndexState fresh(@Nullable String primaryKey, Instant now) {
    return new IndexState(IndexSettings.DEFAULT, primaryKey, now, now, new Names(), new Names());
  }

  IndexState withSettings(IndexSettings changed) {
    return new IndexState(changed, primaryKey, createdAt, updatedAt, fields, attributes);
  }

  IndexState withPrimaryKey(@Nullable String changed) {
    return new IndexState(settings, changed, createdAt, updatedAt, fields, attributes);
  }

  IndexState at(Instant now) {
    return new IndexState(settings, primaryKey, createdAt, now, fields.copy(), attributes.copy());
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.set("settings", settings.toJson());
    json.put("primaryKey", primaryKey);
    json.put("createdAt", createdAt.toString());
    json.put("updatedAt", updatedAt.toString());
    json.set("fields", fields.toJson());
    json.set("attributes", attributes.toJson());
    return json;
  }

  static IndexState fromJson(JsonNode json) {
    return new IndexState(
        IndexSettings.fromJson(json.path("settings")),
        json.path("primaryKey").textValue(),
        Instant.parse(json.path("createdAt").asText()),
        Instant.parse(json.path("updatedAt").asText()),
        Names.of(json.path("fields")),
        Names.of(json.path("attributes")));
  }
}
