package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.json.Json;

/** Health, version, and everything that this node does not have. */
final class SystemRoutes {
  private static final String VERSION = "1.50.0";

  /** Says that this is not Meilisearch. */
  private static final String COMMIT = "miroir-embedded-node";

  private static final List<String> FEATURES =
      List.of(
          "metrics",
          "logsRoute",
          "editDocumentsByFunction",
          "containsFilter",
          "dynamicSearchRules",
          "network",
          "getTaskDocumentsRoute",
          "taskQueueCompactionRoute",
          "compositeEmbedders",
          "chatCompletions",
          "multimodal",
          "foreignKeys",
          "disableDocumentsFetchQueue",
          "legacySearch",
          "renderRoute");

  private SystemRoutes() {}

  static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route("GET", "/health", null, e -> status("available")));
    routes.add(new Route("GET", "/", null, e -> status("Meilisearch is running")));
    routes.add(new Route("GET", "/version", "version", e -> version()));
    routes.add(new Route("GET", "/experimental-features", "experimental.get", e -> noFeatures()));
    for (String missing :
        List.of(
            "POST /dumps dumps.create",
            "POST /snapshots snapshots.create",
            "POST /export export",
            "GET /metrics metrics.get",
            "PATCH /experimental-features experimental.update",
            "GET /network network.get",
            "PATCH /network network.update",
            "GET /batches tasks.get",
            "GET /batches/* tasks.get",
            "GET /webhooks webhooks.get",
            "POST /webhooks webhooks.create",
            "POST /tasks/compact tasks.compact",
            "GET /tasks/*/documents tasks.get",
            "POST /indexes/*/compact indexes.compact",
            "POST /indexes/*/fields fields.post",
            "POST /indexes/*/similar search",
            "GET /indexes/*/similar search",
            "POST /indexes/*/documents/edit documents.edit",
            "POST /render-template settings.get",
            "GET /chats chats.get",
            "POST /dynamic-search-rules dynamicSearchRules.get",
            "POST /logs/stream metrics.get")) {
      String[] parts = missing.split(" ");
      routes.add(new Route(parts[0], parts[1], parts[2], e -> notHere(parts[1])));
    }
    return routes;
  }

  private static Answer status(String word) {
    return Answer.ok(Json.object().put("status", word));
  }

  private static Answer version() {
    ObjectNode json = Json.object();
    json.put("commitSha", COMMIT).put("commitDate", "unknown").put("pkgVersion", VERSION);
    return Answer.ok(json);
  }

  private static Answer noFeatures() {
    ObjectNode json = Json.object();
    FEATURES.forEach(feature -> json.put(feature, false));
    return Answer.ok(json);
  }

  private static Answer notHere(String path) {
    return Answer.error(
        ErrorCode.MIROIR_NOT_IMPLEMENTED.with(
            "The embedded node does not implement `" + path + "`."));
  }
}
