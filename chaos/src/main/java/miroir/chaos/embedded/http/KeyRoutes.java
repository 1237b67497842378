package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import miroir.chaos.embedded.key.ApiKey;
import miroir.chaos.embedded.key.KeyRequests;
import miroir.chaos.embedded.key.KeyStore;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.Json;

/** API keys. */
final class KeyRoutes {
  private static final int DEFAULT_LIMIT = 20;

  private final KeyStore keys;

  KeyRoutes(KeyStore keys) {
    this.keys = keys;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/keys", "keys.get", this::list),
        new Route("POST", "/keys", "keys.create", this::create),
        new Route("GET", "/keys/*", "keys.get", this::get),
        new Route("PATCH", "/keys/*", "keys.update", this::change),
        new Route("DELETE", "/keys/*", "keys.delete", this::delete));
  }

  private Answer list(Exchange exchange) {
    KeyRequests.LIST.check(exchange.parameters());
    int offset = exchange.parameters().integer("offset", 0);
    int limit = exchange.parameters().integer("limit", DEFAULT_LIMIT);
    List<ApiKey> all = keys.all();
    ObjectNode json = Json.object();
    ArrayNode results = json.putArray("results");
    all.stream().skip(offset).limit(limit).forEach(key -> results.add(keys.view(key)));
    json.put("offset", offset).put("limit", limit).put("total", all.size());
    return Answer.ok(json);
  }

  private Answer create(Exchange exchange) throws IOException {
    ApiKey key = KeyRequests.create(exchange.json(), Instant.now());
    if (!keys.add(key)) {
      throw ErrorCode.API_KEY_ALREADY_EXISTS.refusal(
          "`uid` field value `" + key.uid() + "` is already an existing API key.");
    }
    return Answer.json(201, keys.view(key));
  }

  private ApiKey require(Exchange exchange) {
    String name = exchange.name(0);
    return keys.find(name)
        .orElseThrow(
            () -> ErrorCode.API_KEY_NOT_FOUND.refusal("API key `" + name + "` not found."));
  }

  private Answer get(Exchange exchange) {
    return Answer.ok(keys.view(require(exchange)));
  }

  private Answer change(Exchange exchange) throws IOException {
    ApiKey key = require(exchange);
    ApiKey changed = KeyRequests.change(key, exchange.json(), Instant.now());
    keys.replace(changed);
    return Answer.ok(keys.view(changed));
  }

  private Answer delete(Exchange exchange) throws IOException {
    keys.remove(require(exchange));
    return Answer.empty(204);
  }
}
