package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;
import miroir.gateway.merge.StatsMerge;
import miroir.gateway.search.Scatter;
import miroir.gateway.search.SearchService;
import miroir.gateway.session.IndexNames;
import miroir.routing.RoutingView.IndexRoute;

/** Statistics of indexes: the members' summed, divided by the copies (architecture.md, Reading). */
final class Statistics {
  private final IndexNames names;
  private final Scatter scatter;
  private final SearchService searches;

  Statistics(IndexNames names, Scatter scatter, SearchService searches) {
    this.names = names;
    this.scatter = scatter;
    this.searches = searches;
  }

  /** Returns the number of documents, exactly: each shard is counted on one copy. */
  CompletableFuture<Long> documents(String uid) {
    return counted(uid).thenApply(Statistics::total);
  }

  private CompletableFuture<SearchService.Found> counted(String uid) {
    return searches.documents(uid, Json.object().put("limit", 0));
  }

  private static long total(SearchService.Found found) {
    return Json.tree(found.body()).path("total").asLong();
  }

  /**
   * What is told of an index.
   *
   * @param missingShards shards whose documents are not counted
   */
  record Stats(ObjectNode json, int missingShards) {}

  /** Returns the statistics of an index; a node that does not answer adds nothing. */
  CompletableFuture<Stats> of(String uid) {
    return names.readable(uid).thenCompose(named -> of(uid, named.id(), named.index()));
  }

  private CompletableFuture<Stats> of(String uid, long id, IndexRoute index) {
    List<CompletableFuture<Optional<JsonNode>>> calls = new ArrayList<>();
    for (String node : index.members().keySet()) {
      if (scatter.live(node)) {
        calls.add(
            scatter
                .ask(id, index, node, HttpMethod.GET, "/stats", null, Limits.STATS)
                .handle(
                    (answer, failure) ->
                        Optional.ofNullable(answer)
                            .filter(whole -> whole.status() == 200)
                            .map(Scatter.Answer::json)));
      }
    }
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .thenCompose(
            all -> {
              List<JsonNode> members =
                  calls.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
              return counted(uid)
                  .thenApply(
                      count -> {
                        ObjectNode stats = StatsMerge.index(members, copies(index));
                        stats.put("numberOfDocuments", total(count));
                        return new Stats(stats, count.missingShards());
                      });
            });
  }

  private static int copies(IndexRoute index) {
    return Math.max(
        1, index.placement().values().stream().mapToInt(rows -> rows.get(0).size()).sum());
  }
}
