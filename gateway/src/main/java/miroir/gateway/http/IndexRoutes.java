package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.Swap;
import miroir.command.TaskKind;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.check.Parameters;
import miroir.gateway.api.index.IndexRequests;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.task.Times;
import miroir.gateway.map.CurrentView;
import miroir.gateway.session.CoordinatorClient;
import miroir.gateway.write.WriteService;
import miroir.gateway.writer.WriteRequest;
import miroir.proto.session.IndexRow;
import miroir.proto.session.IndexesRequest;
import org.jspecify.annotations.Nullable;

/** The life of indexes: create, list, update, delete, swap. */
final class IndexRoutes {
  private static final long READ_MILLIS = 5_000;

  private final Writes writes;
  private final CoordinatorClient coordinators;
  private final CurrentView view;
  private final Statistics statistics;

  IndexRoutes(
      Writes writes, CoordinatorClient coordinators, CurrentView view, Statistics statistics) {
    this.writes = writes;
    this.coordinators = coordinators;
    this.view = view;
    this.statistics = statistics;
  }

  void addTo(RouteTable routes) {
    routes.add("GET", "/indexes", this::list);
    routes.add("POST", "/indexes", this::create);
    routes.add("GET", "/indexes/{uid}", this::get);
    routes.add("PATCH", "/indexes/{uid}", this::update);
    routes.add("DELETE", "/indexes/{uid}", this::delete);
    routes.add("POST", "/swap-indexes", this::swap);
  }

  private CompletableFuture<Answer> list(Call call) {
    Parameters parameters = IndexRequests.LIST.check(call.parameters());
    int offset = parameters.integer("offset", 0);
    int limit = parameters.integer("limit", 20);
    return coordinators
        .readIndexes(
            IndexesRequest.newBuilder().setOffset(offset).setLimit(limit).build(), READ_MILLIS)
        .thenApply(
            reply -> {
              ObjectNode answer = Json.object();
              ArrayNode results = answer.putArray("results");
              reply.getIndexesList().forEach(row -> results.add(shown(row)));
              answer.put("offset", offset).put("limit", limit).put("total", reply.getTotal());
              return Answer.of(200, answer);
            });
  }

  private CompletableFuture<Answer> get(Call call) {
    String uid = call.uid();
    return coordinators
        .readIndexes(IndexesRequest.newBuilder().setUid(uid).build(), READ_MILLIS)
        .thenApply(
            reply -> {
              if (reply.getIndexesCount() == 0) {
                throw new Refusal(IndexUid.notFound(uid));
              }
              return Answer.of(200, shown(reply.getIndexes(0)));
            });
  }

  private static ObjectNode shown(IndexRow row) {
    return Json.object()
        .put("uid", row.getUid())
        .put("createdAt", Times.text(Summaries.instant(row.getCreatedAtNanos())))
        .put("updatedAt", Times.text(Summaries.instant(row.getUpdatedAtNanos())))
        .put("primaryKey", row.hasPrimaryKey() ? row.getPrimaryKey() : null);
  }

  private CompletableFuture<Answer> create(Call call) {
    JsonNode body = call.json(IndexRequests.CREATE);
    String uid = body.path("uid").asText();
    String key = body.hasNonNull("primaryKey") ? body.get("primaryKey").asText() : null;
    return writes
        .service()
        .create(uid, key, true)
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Accepted accepted) {
                return CompletableFuture.completedFuture(
                    Summaries.of(accepted.numbers().get(1), uid, TaskKind.INDEX_CREATION, null));
              }
              ApiError exists =
                  ErrorCode.INDEX_ALREADY_EXISTS.with("Index `" + uid + "` already exists.");
              return failing(call, uid, TaskKind.INDEX_CREATION, details(key, null, null), exists);
            });
  }

  /** A task that fails in its place behind the index's earlier ones. */
  private CompletableFuture<Answer> failing(
      Call call, String uid, TaskKind kind, String details, ApiError error) {
    return writes.write(
        call, uid, new WriteRequest.Failing(kind, details, error), false, kind, details);
  }

  private static String details(
      @Nullable String key, @Nullable String oldUid, @Nullable String newUid) {
    ObjectNode details = Json.object().put("primaryKey", key);
    if (newUid != null) {
      details.put("oldIndexUid", oldUid).put("newIndexUid", newUid);
    }
    return JsonText.of(details);
  }

  private CompletableFuture<Answer> update(Call call) {
    String uid = call.uid();
    JsonNode body = call.json(IndexRequests.UPDATE);
    String key = body.hasNonNull("primaryKey") ? body.get("primaryKey").asText() : null;
    String newUid = body.hasNonNull("uid") ? body.get("uid").asText() : null;
    if (newUid == null || newUid.equals(uid)) {
      return writes.write(
          call,
          uid,
          new WriteRequest.SetPrimaryKey(key),
          false,
          TaskKind.INDEX_UPDATE,
          details(key, null, null));
    }
    String details = details(key, uid, newUid);
    Command rename =
        new Command.SwapIndexes(
            List.of(new Swap(uid, newUid, true)), TaskKind.INDEX_UPDATE, details);
    return writes
        .service()
        .propose(rename)
        .thenCompose(reply -> renamed(call, uid, newUid, details, reply));
  }

  private CompletableFuture<Answer> renamed(
      Call call, String uid, String newUid, String details, Reply reply) {
    if (reply instanceof Reply.Accepted accepted) {
      return followed(Summaries.of(accepted.number(), uid, TaskKind.INDEX_UPDATE, null));
    }
    Reply.Rejected rejected = (Reply.Rejected) reply;
    if (rejected.reason() == Rejection.EXISTS) {
      return failing(
          call,
          uid,
          TaskKind.INDEX_UPDATE,
          details,
          ErrorCode.INDEX_ALREADY_EXISTS.with("Index `" + newUid + "` already exists."));
    }
    if (rejected.reason() == Rejection.NOT_FOUND) {
      return writes.failed(uid, TaskKind.INDEX_UPDATE, details);
    }
    throw new Refusal(WriteService.refusal(rejected));
  }

  /** The client hears of it once no gateway writes by the old map any more. */
  private CompletableFuture<Answer> followed(Answer answer) {
    return coordinators.everywhere().thenApply(reached -> answer);
  }

  private CompletableFuture<Answer> delete(Call call) {
    String uid = call.uid();
    return coordinators.names().writable(uid).thenCompose(now -> delete(uid, now.names().get(uid)));
  }

  private CompletableFuture<Answer> delete(String uid, @Nullable Long id) {
    if (id == null) {
      return writes.failed(uid, TaskKind.INDEX_DELETION, "{\"deletedDocuments\":0}");
    }
    return statistics
        .documents(uid)
        // It must not come long after it was sent, only because a node is silent.
        .completeOnTimeout(0L, Limits.COUNT.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(unknown -> 0L)
        .thenCompose(count -> writes.service().propose(new Command.DeleteIndex(id, count)))
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Accepted accepted) {
                return followed(
                    Summaries.of(accepted.number(), uid, TaskKind.INDEX_DELETION, null));
              }
              return writes.failed(uid, TaskKind.INDEX_DELETION, "{\"deletedDocuments\":0}");
            });
  }

  private CompletableFuture<Answer> swap(Call call) {
    List<IndexRequests.Swap> swaps = IndexRequests.swaps(call.json());
    String details = swapDetails(swaps);
    List<Swap> wanted =
        swaps.stream().map(swap -> new Swap(swap.first(), swap.second(), swap.rename())).toList();
    return writes
        .service()
        .propose(new Command.SwapIndexes(wanted, TaskKind.INDEX_SWAP, details))
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Accepted accepted) {
                return followed(Summaries.of(accepted.number(), null, TaskKind.INDEX_SWAP, null));
              }
              return writes.record(null, TaskKind.INDEX_SWAP, details, fault(swaps).toTaskJson());
            });
  }

  private ApiError fault(List<IndexRequests.Swap> swaps) {
    var names = view.get().names();
    for (IndexRequests.Swap swap : swaps) {
      if (swap.rename() && names.containsKey(swap.second()) && names.containsKey(swap.first())) {
        return ErrorCode.INDEX_ALREADY_EXISTS.with(
            "Cannot rename `"
                + swap.first()
                + "` to `"
                + swap.second()
                + "` as the index already exists. Hint: You can remove `"
                + swap.second()
                + "` first and then do your remove.");
      }
    }
    List<String> missing =
        swaps.stream()
            .flatMap(
                swap ->
                    swap.rename()
                        ? java.util.stream.Stream.of(swap.first())
                        : java.util.stream.Stream.of(swap.first(), swap.second()))
            .filter(name -> !names.containsKey(name))
            .sorted()
            .toList();
    if (missing.size() == 1) {
      return IndexUid.notFound(missing.get(0));
    }
    String list = missing.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    return ErrorCode.INDEX_NOT_FOUND.with("Indexes " + list + " not found.");
  }

  private static String swapDetails(List<IndexRequests.Swap> swaps) {
    ObjectNode details = Json.object();
    ArrayNode list = details.putArray("swaps");
    for (IndexRequests.Swap swap : swaps) {
      ObjectNode one = list.addObject();
      one.putArray("indexes").add(swap.first()).add(swap.second());
      one.put("rename", swap.rename());
    }
    return JsonText.of(details);
  }
}
