package miroir.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.index.IndexRequests;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.task.Times;
import miroir.gateway.http.Statistics.Stats;
import miroir.gateway.session.CoordinatorClient;
import miroir.proto.session.IndexRow;
import miroir.proto.session.IndexesRequest;

/** Health, version, statistics, and routes of Meilisearch that are not built yet. */
final class SystemRoutes {
  private static final long READ_MILLIS = 5_000;

  /** Routes of 1.50 without an implementation here, as method and path. */
  private static final List<String> UNBUILT =
      List.of(
          "POST /indexes/{uid}/documents/edit",
          "POST /indexes/{uid}/fields",
          "POST /indexes/{uid}/compact",
          "GET /indexes/{uid}/similar",
          "POST /indexes/{uid}/similar",
          "GET /batches",
          "GET /batches/{id}",
          "POST /tasks/cancel",
          "DELETE /tasks",
          "POST /tasks/compact",
          "GET /tasks/{id}/documents",
          "GET /keys",
          "POST /keys",
          "GET /keys/{id}",
          "PATCH /keys/{id}",
          "DELETE /keys/{id}",
          "POST /dumps",
          "POST /snapshots",
          "POST /export",
          "GET /experimental-features",
          "PATCH /experimental-features",
          "GET /network",
          "PATCH /network",
          "POST /network/control",
          "GET /webhooks",
          "POST /webhooks",
          "GET /webhooks/{id}",
          "PATCH /webhooks/{id}",
          "DELETE /webhooks/{id}",
          "GET /metrics",
          "POST /logs/stream",
          "DELETE /logs/stream",
          "POST /logs/stderr",
          "GET /chats",
          "GET /chats/{id}",
          "DELETE /chats/{id}",
          "GET /chats/{id}/settings",
          "PATCH /chats/{id}/settings",
          "DELETE /chats/{id}/settings",
          "POST /chats/{id}/chat/completions",
          "POST /dynamic-search-rules",
          "DELETE /dynamic-search-rules",
          "GET /dynamic-search-rules/{id}",
          "PATCH /dynamic-search-rules/{id}",
          "DELETE /dynamic-search-rules/{id}",
          "POST /render-template");

  private final CoordinatorClient coordinators;
  private final Statistics statistics;

  SystemRoutes(CoordinatorClient coordinators, Statistics statistics) {
    this.coordinators = coordinators;
    this.statistics = statistics;
  }

  void addTo(RouteTable routes) {
    routes.addOpen(
        "GET", "/health", call -> done(Answer.of(200, Json.object().put("status", "available"))));
    routes.addOpen(
        "GET",
        "/",
        call -> done(Answer.of(200, Json.object().put("status", "Meilisearch is running"))));
    routes.add("GET", "/version", call -> done(Answer.of(200, version())));
    routes.add("GET", "/stats", this::stats);
    routes.add("GET", "/indexes/{uid}/stats", this::indexStats);
    for (String route : UNBUILT) {
      String[] parts = route.split(" ", 2);
      routes.add(
          parts[0],
          parts[1],
          call -> {
            throw ErrorCode.MIROIR_NOT_IMPLEMENTED.refusal(
                "`" + route + "` is not implemented yet.");
          });
    }
  }

  private static CompletableFuture<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  /** What API is served; {@code commitSha} tells by whom. */
  private static ObjectNode version() {
    return Json.object()
        .put("commitSha", "miroir-gateway")
        .put("commitDate", "unknown")
        .put("pkgVersion", "1.50.0");
  }

  private CompletableFuture<Answer> indexStats(Call call) {
    String uid = call.uid();
    IndexRequests.STATS.check(call.parameters());
    return statistics
        .of(uid)
        .thenApply(
            stats ->
                DocumentRoutes.degraded(
                    Answer.of(200, stats.json()), stats.missingShards(), false));
  }

  private CompletableFuture<Answer> stats(Call call) {
    IndexRequests.STATS.check(call.parameters());
    return coordinators
        .readIndexes(IndexesRequest.newBuilder().setLimit(Integer.MAX_VALUE).build(), READ_MILLIS)
        .thenCompose(
            reply -> {
              List<CompletableFuture<Optional<Stats>>> calls = new ArrayList<>();
              reply.getIndexesList().forEach(row -> calls.add(statsOf(row.getUid())));
              return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
                  .thenApply(
                      all ->
                          whole(
                              reply.getIndexesList(),
                              calls.stream().map(CompletableFuture::join).toList()));
            });
  }

  /** An index may have been deleted since it was listed. */
  private CompletableFuture<Optional<Stats>> statsOf(String uid) {
    return statistics
        .of(uid)
        .handle(
            (stats, failure) -> {
              boolean gone =
                  failure != null
                      && Failures.refusal(failure)
                          .map(error -> error.code().equals("index_not_found"))
                          .orElse(false);
              if (failure != null && !gone) {
                throw new CompletionException(failure);
              }
              return Optional.ofNullable(stats);
            });
  }

  private static Answer whole(List<IndexRow> rows, List<Optional<Stats>> stats) {
    ObjectNode answer = Json.object();
    long bytes = 0;
    long updated = 0;
    int missing = 0;
    ObjectNode indexes = Json.object();
    for (int i = 0; i < rows.size(); i++) {
      updated = Math.max(updated, rows.get(i).getUpdatedAtNanos());
      Stats one = stats.get(i).orElse(null);
      if (one != null) {
        bytes += one.json().path("rawDocumentDbSize").asLong();
        missing += one.missingShards();
        indexes.set(rows.get(i).getUid(), one.json());
      }
    }
    answer.put("databaseSize", bytes).put("usedDatabaseSize", bytes);
    answer.put("lastUpdate", updated == 0 ? null : Times.text(Summaries.instant(updated)));
    answer.set("indexes", indexes);
    return DocumentRoutes.degraded(Answer.of(200, answer), missing, false);
  }
}
