package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.search.SearchQuery;
import miroir.gateway.api.search.SearchShapes;
import miroir.gateway.search.SearchService;

/** Searches: of one index, of several, and in the values of a facet. */
final class SearchRoutes {
  private final SearchService searches;

  SearchRoutes(SearchService searches) {
    this.searches = searches;
  }

  void addTo(RouteTable routes) {
    routes.add("POST", "/indexes/{uid}/search", this::post);
    routes.add("GET", "/indexes/{uid}/search", this::get);
    routes.add("POST", "/indexes/{uid}/facet-search", this::facet);
    routes.add("POST", "/multi-search", this::multi);
  }

  private CompletableFuture<Answer> post(Call call) {
    String uid = call.uid();
    SearchQuery query = SearchQuery.parse(call.json());
    return DocumentRoutes.answered(searches.search(uid, query.body()));
  }

  private CompletableFuture<Answer> get(Call call) {
    String uid = call.uid();
    SearchQuery query = SearchQuery.parse(call.parameters());
    return DocumentRoutes.answered(searches.search(uid, query.body()));
  }

  private CompletableFuture<Answer> facet(Call call) {
    String uid = call.uid();
    ObjectNode body = (ObjectNode) call.json(SearchShapes.FACET_SEARCH);
    return DocumentRoutes.answered(searches.facetSearch(uid, body));
  }

  private CompletableFuture<Answer> multi(Call call) {
    JsonNode body = call.json(SearchShapes.MULTI_SEARCH);
    if (body.hasNonNull("federation")) {
      throw ErrorCode.MIROIR_NOT_IMPLEMENTED.refusal(
          "Federated multi-search is not implemented yet.");
    }
    List<JsonNode> queries = new ArrayList<>();
    body.path("queries").forEach(queries::add);
    ArrayNode results = Json.object().arrayNode();
    Lacking lacking = new Lacking();
    CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
    for (int i = 0; i < queries.size(); i++) {
      int at = i;
      chain = chain.thenCompose(done -> one(queries.get(at), at, lacking)).thenAccept(results::add);
    }
    return chain.handle(
        (done, failure) -> {
          if (failure != null) {
            // A missing index is the request's fault here, not the path's.
            ApiError error = Failures.told(failure);
            int status = error.status() == 404 ? 400 : error.status();
            return new Answer(status, error.toBytes(), Map.of());
          }
          ObjectNode answer = Json.object();
          answer.set("results", results);
          return DocumentRoutes.degraded(Answer.of(200, answer), lacking.shards, lacking.settings);
        });
  }

  /** What all queries of one request lack; they are asked one after the other. */
  private static final class Lacking {
    private int shards;
    private boolean settings;

    void add(SearchService.Found found) {
      shards += found.missingShards();
      settings |= found.settingsDiffer();
    }
  }

  private CompletableFuture<ObjectNode> one(JsonNode query, int position, Lacking lacking) {
    String uid = query.path("indexUid").asText();
    if (query.hasNonNull("federationOptions")) {
      throw inside(
          position,
          ErrorCode.INVALID_MULTI_SEARCH_FEDERATION_OPTIONS.with(
              "Using `federationOptions` is not allowed in a non-federated search.\n - Hint:"
                  + " remove `federationOptions` from the query or add `federation` to the"
                  + " request."));
    }
    ObjectNode request = query.deepCopy();
    request.remove("indexUid");
    return searches
        .search(uid, SearchQuery.of(request).body())
        .handle(
            (found, failure) -> {
              if (failure != null) {
                throw inside(position, Failures.told(failure));
              }
              lacking.add(found);
              ObjectNode result = Json.object();
              result.put("indexUid", uid);
              result.setAll((ObjectNode) Json.tree(found.body()));
              return result;
            });
  }

  private static Refusal inside(int position, ApiError error) {
    return new Refusal(
        error.withMessage("Inside `.queries[" + position + "]`: " + error.message()));
  }
}
