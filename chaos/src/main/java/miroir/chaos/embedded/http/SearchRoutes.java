package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import miroir.chaos.embedded.search.FacetSearch;
import miroir.chaos.embedded.search.Searcher;
import miroir.chaos.embedded.store.Catalog;
import miroir.chaos.embedded.store.IndexView;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.search.SearchQuery;
import miroir.gateway.api.search.SearchShapes;

/** Searches. */
final class SearchRoutes {
  private final Catalog catalog;

  SearchRoutes(Catalog catalog) {
    this.catalog = catalog;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/indexes/*/search", "search", this::post),
        new Route("GET", "/indexes/*/search", "search", this::get),
        new Route("POST", "/indexes/*/facet-search", "search", this::facetSearch),
        new Route("POST", "/multi-search", "search", this::multiSearch));
  }

  private Answer post(Exchange exchange) {
    String uid = exchange.indexUid();
    return Answer.ok(search(uid, SearchQuery.parse(exchange.json())));
  }

  private Answer get(Exchange exchange) {
    String uid = exchange.indexUid();
    return Answer.ok(search(uid, SearchQuery.parse(exchange.parameters())));
  }

  private ObjectNode search(String uid, SearchQuery query) {
    try (IndexView view = IndexRoutes.require(catalog, uid).acquire()) {
      return Searcher.search(view, uid, query);
    }
  }

  private Answer facetSearch(Exchange exchange) {
    String uid = exchange.indexUid();
    JsonNode body = exchange.json(SearchShapes.FACET_SEARCH);
    try (IndexView view = IndexRoutes.require(catalog, uid).acquire()) {
      return Answer.ok(FacetSearch.search(view, uid, (ObjectNode) body));
    }
  }

  private Answer multiSearch(Exchange exchange) {
    JsonNode body = exchange.json(SearchShapes.MULTI_SEARCH);
    if (body.hasNonNull("federation")) {
      throw ErrorCode.MIROIR_NOT_IMPLEMENTED.refusal(
          "The embedded node does not implement federated searches.");
    }
    ObjectNode json = Json.object();
    ArrayNode results = json.putArray("results");
    int position = 0;
    for (JsonNode query : body.get("queries")) {
      try {
        results.add(oneOfMany(exchange, (ObjectNode) query));
      } catch (Refusal refusal) {
        ApiError error = refusal.error();
        String message = "Inside `.queries[" + position + "]`: " + error.message();
        int status = error.status() == 404 ? 400 : error.status();
        return new Answer(status, error.withMessage(message).toBytes());
      }
      position++;
    }
    return Answer.ok(json);
  }

  private ObjectNode oneOfMany(Exchange exchange, ObjectNode query) {
    if (query.hasNonNull("federationOptions")) {
      throw ErrorCode.INVALID_MULTI_SEARCH_FEDERATION_OPTIONS.refusal(
          "Using `federationOptions` is not allowed in a non-federated search.\n"
              + " - Hint: remove `federationOptions` from the query or add `federation` to the"
              + " request.");
    }
    String uid = query.get("indexUid").textValue();
    if (!exchange.access().covers(uid)) {
      throw Access.invalidKey();
    }
    IndexUid.require(uid);
    ObjectNode result = Json.object();
    result.put("indexUid", uid);
    result.setAll(search(uid, SearchQuery.of(query)));
    return result;
  }
}
