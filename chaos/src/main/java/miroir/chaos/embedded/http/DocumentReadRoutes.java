package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import miroir.chaos.embedded.search.DocumentListing;
import miroir.chaos.embedded.search.FieldSelection;
import miroir.chaos.embedded.store.Catalog;
import miroir.chaos.embedded.store.IndexView;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Parameters;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.search.SearchQuery;
import miroir.gateway.api.settings.Setting;

/** Documents and settings as they are. */
final class DocumentReadRoutes {
  private static final int DEFAULT_LIMIT = 20;

  private final Catalog catalog;

  DocumentReadRoutes(Catalog catalog) {
    this.catalog = catalog;
  }

  List<Route> routes() {
    String documents = "/indexes/*/documents";
    return List.of(
        new Route("GET", documents, "documents.get", this::list),
        new Route("GET", documents + "/*", "documents.get", this::get),
        new Route("POST", documents + "/fetch", "documents.get", this::fetch),
        new Route("GET", "/indexes/*/settings", "settings.get", this::settings));
  }

  /** The route of one setting. */
  Route routeOf(Setting setting) {
    return new Route(
        "GET",
        "/indexes/*/settings/" + setting.route(),
        "settings.get",
        exchange ->
            Answer.ok(
                IndexRoutes.require(catalog, exchange.indexUid())
                    .state()
                    .settings()
                    .view(setting)));
  }

  private Answer settings(Exchange exchange) {
    return Answer.ok(IndexRoutes.require(catalog, exchange.indexUid()).state().settings().view());
  }

  private Answer list(Exchange exchange) {
    String uid = exchange.indexUid();
    Parameters given = DocumentRequests.LIST.check(exchange.parameters());
    ObjectNode body = Json.object();
    body.put("offset", given.integer("offset", 0));
    body.put("limit", given.integer("limit", DEFAULT_LIMIT));
    given.list("fields").ifPresent(fields -> fields.forEach(body.putArray("fields")::add));
    body.put("retrieveVectors", given.flag("retrieveVectors"));
    given.list("ids").ifPresent(ids -> ids.forEach(body.putArray("ids")::add));
    given.text("filter").ifPresent(t -> body.set("filter", DocumentRequests.filterParameter(t)));
    given
        .text("sort")
        .ifPresent(text -> SearchQuery.splitSort(text).forEach(body.putArray("sort")::add));
    return fetch(uid, body);
  }

  private Answer fetch(Exchange exchange) {
    String uid = exchange.indexUid();
    return fetch(uid, exchange.json(DocumentRequests.FETCH));
  }

  private Answer fetch(String uid, JsonNode body) {
    try (IndexView view = IndexRoutes.require(catalog, uid).acquire()) {
      DocumentListing found = DocumentListing.of(view, body);
      int offset = body.path("offset").asInt(0);
      int limit = body.path("limit").asInt(DEFAULT_LIMIT);
      boolean vectors = body.path("retrieveVectors").asBoolean(false);
      FieldSelection fields = FieldSelection.of(strings(body.path("fields")));
      ObjectNode json = Json.object();
      ArrayNode results = json.putArray("results");
      found.numbers().stream()
          .skip(offset)
          .limit(limit)
          .forEach(number -> results.add(shown(view, number, fields, vectors)));
      json.put("offset", offset).put("limit", limit).put("total", found.total());
      return Answer.ok(json);
    }
  }

  private static ObjectNode shown(
      IndexView view, int number, FieldSelection fields, boolean vectors) {
    ObjectNode document = view.document(number);
    JsonNode kept = document.remove("_vectors");
    ObjectNode shown = fields.select(document);
    if (vectors) {
      shown.set("_vectors", kept == null ? Json.object() : kept);
    }
    return shown;
  }

  private static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    if (!list.isArray()) {
      strings.add("*");
    }
    list.forEach(value -> strings.add(value.isTextual() ? value.asText() : JsonText.of(value)));
    return strings;
  }

  private Answer get(Exchange exchange) {
    String uid = exchange.indexUid();
    Parameters given = DocumentRequests.GET.check(exchange.parameters());
    String id = exchange.name(1);
    try (IndexView view = IndexRoutes.require(catalog, uid).acquire()) {
      int number = view.find(id);
      if (number < 0) {
        throw ErrorCode.DOCUMENT_NOT_FOUND.refusal("Document `" + id + "` not found.");
      }
      FieldSelection fields = FieldSelection.of(given.list("fields").orElse(List.of("*")));
      return Answer.ok(shown(view, number, fields, given.flag("retrieveVectors")));
    }
  }
}
