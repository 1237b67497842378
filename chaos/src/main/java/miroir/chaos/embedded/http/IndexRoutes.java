package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import miroir.chaos.embedded.queue.TaskQueue;
import miroir.chaos.embedded.queue.Work;
import miroir.chaos.embedded.store.Catalog;
import miroir.chaos.embedded.store.IndexState;
import miroir.chaos.embedded.store.IndexStore;
import miroir.chaos.embedded.store.Statistics;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.check.ParameterShape;
import miroir.gateway.api.index.IndexRequests;
import miroir.gateway.api.index.IndexRequests.Swap;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.task.Times;

/** Indexes: life, names, statistics. */
final class IndexRoutes {
  private static final int DEFAULT_LIMIT = 20;

  private final Catalog catalog;
  private final TaskQueue queue;

  IndexRoutes(Catalog catalog, TaskQueue queue) {
    this.catalog = catalog;
    this.queue = queue;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/indexes", "indexes.get", this::list),
        new Route("POST", "/indexes", "indexes.create", this::create),
        new Route("GET", "/indexes/*", "indexes.get", this::get),
        new Route("PATCH", "/indexes/*", "indexes.update", this::update),
        new Route("DELETE", "/indexes/*", "indexes.delete", this::delete),
        new Route("POST", "/swap-indexes", "indexes.swap", this::swap),
        new Route("GET", "/indexes/*/stats", "stats.get", this::statsOfOne),
        new Route("GET", "/stats", "stats.get", this::stats));
  }

  /** The index in the path. Throws {@link Refusal} if there is none. */
  static IndexStore require(Catalog catalog, String uid) {
    return catalog.find(uid).orElseThrow(() -> new Refusal(IndexUid.notFound(uid)));
  }

  private Answer list(Exchange exchange) {
    IndexRequests.LIST.check(exchange.parameters());
    int offset = exchange.parameters().integer("offset", 0);
    int limit = exchange.parameters().integer("limit", DEFAULT_LIMIT);
    List<String> names = catalog.names().stream().filter(exchange.access()::covers).toList();
    ObjectNode json = Json.object();
    ArrayNode results = json.putArray("results");
    names.stream()
        .skip(offset)
        .limit(limit)
        .forEach(
            uid -> catalog.find(uid).ifPresent(store -> results.add(view(uid, store.state()))));
    json.put("offset", offset).put("limit", limit).put("total", names.size());
    return Answer.ok(json);
  }

  private static ObjectNode view(String uid, IndexState state) {
    ObjectNode json = Json.object();
    json.put("uid", uid);
    json.put("createdAt", Times.text(state.createdAt()));
    json.put("updatedAt", Times.text(state.updatedAt()));
    json.put("primaryKey", state.primaryKey());
    return json;
  }

  private Answer create(Exchange exchange) throws IOException {
    ParameterShape.parameters().check(exchange.parameters());
    JsonNode body = exchange.json(IndexRequests.CREATE);
    String uid = body.get("uid").textValue();
    if (!exchange.access().covers(uid)) {
      throw Access.invalidKey();
    }
    Work work = new Work.CreateIndex(body.path("primaryKey").textValue());
    return Answer.accepted(queue.register(uid, work, null, null).toSummary());
  }

  private Answer get(Exchange exchange) {
    String uid = exchange.indexUid();
    return Answer.ok(view(uid, require(catalog, uid).state()));
  }

  private Answer update(Exchange exchange) throws IOException {
    String uid = exchange.indexUid();
    JsonNode body = exchange.json(IndexRequests.UPDATE);
    String newUid = body.path("uid").textValue();
    if (newUid != null && !exchange.access().covers(newUid)) {
      throw Access.invalidKey();
    }
    Work work = new Work.UpdateIndex(body.path("primaryKey").textValue(), newUid);
    return Answer.accepted(queue.register(uid, work, null, null).toSummary());
  }

  private Answer delete(Exchange exchange) throws IOException {
    Work work = new Work.DeleteIndex();
    return Answer.accepted(queue.register(exchange.indexUid(), work, null, null).toSummary());
  }

  private Answer swap(Exchange exchange) throws IOException {
    List<Swap> swaps = IndexRequests.swaps(exchange.json());
    for (Swap swap : swaps) {
      if (!exchange.access().covers(swap.first()) || !exchange.access().covers(swap.second())) {
        throw ErrorCode.INVALID_API_KEY.refusal("The provided API key is invalid.");
      }
    }
    return Answer.accepted(
        queue.register(null, new Work.SwapIndexes(swaps), null, null).toSummary());
  }

  private Answer statsOfOne(Exchange exchange) {
    IndexRequests.STATS.check(exchange.parameters());
    String uid = exchange.indexUid();
    return Answer.ok(statistics(uid, require(catalog, uid)));
  }

  private ObjectNode statistics(String uid, IndexStore store) {
    return Statistics.of(store, queue.isProcessing(uid));
  }

  private Answer stats(Exchange exchange) {
    IndexRequests.STATS.check(exchange.parameters());
    ObjectNode json = Json.object();
    json.put("databaseSize", catalog.sizeBytes()).put("usedDatabaseSize", catalog.sizeBytes());
    json.putNull("lastUpdate");
    ObjectNode indexes = json.putObject("indexes");
    Instant last = Instant.MIN;
    for (String uid : catalog.names()) {
      if (exchange.access().covers(uid)) {
        IndexStore store = require(catalog, uid);
        indexes.set(uid, statistics(uid, store));
        Instant updated = store.state().updatedAt();
        if (updated.isAfter(last)) {
          last = updated;
          json.put("lastUpdate", Times.text(updated));
        }
      }
    }
    return Answer.ok(json);
  }
}
