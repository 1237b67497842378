package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import miroir.command.TaskKind;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.JsonBody;
import miroir.gateway.api.check.Parameters;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.DocumentPayload;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.document.PayloadFormat;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.search.SearchService;
import miroir.gateway.writer.WriteRequest;

/** Routes of documents. */
final class DocumentRoutes {
  private final Writes writes;
  private final SearchService reads;

  DocumentRoutes(Writes writes, SearchService reads) {
    this.writes = writes;
    this.reads = reads;
  }

  void addTo(RouteTable routes) {
    String base = "/indexes/{uid}/documents";
    routes.add("GET", base, this::list);
    routes.add("POST", base, call -> add(call, false));
    routes.add("PUT", base, call -> add(call, true));
    routes.add("DELETE", base, this::deleteAll);
    routes.add("POST", base + "/fetch", this::fetch);
    routes.add("POST", base + "/delete-batch", this::deleteBatch);
    routes.add("POST", base + "/delete", this::deleteByFilter);
    routes.add("GET", base + "/{id}", this::get);
    routes.add("DELETE", base + "/{id}", this::delete);
  }

  private CompletableFuture<Answer> add(Call call, boolean merge) {
    String uid = call.uid();
    Parameters parameters = DocumentRequests.WRITE.check(call.parameters());
    PayloadFormat format = PayloadFormat.of(call.contentType(), parameters.text("csvDelimiter"));
    char delimiter = parameters.text("csvDelimiter").orElse(",").charAt(0);
    List<Document> documents = DocumentPayload.parse(call.body(), format, delimiter).documents();
    WriteRequest request =
        WriteRequest.AddDocuments.of(
            merge,
            parameters.flag("skipCreation"),
            parameters.text("primaryKey").orElse(null),
            documents,
            writes.service().primaryKey(uid));
    return writes.write(call, uid, request, true, TaskKind.DOCUMENT_ADDITION_OR_UPDATE, "{}");
  }

  private CompletableFuture<Answer> deleteAll(Call call) {
    String uid = call.uid();
    DocumentRequests.DELETE.check(call.parameters());
    return writes.write(
        call,
        uid,
        new WriteRequest.DeleteAll(),
        false,
        TaskKind.DOCUMENT_DELETION,
        "{\"deletedDocuments\":0}");
  }

  private CompletableFuture<Answer> delete(Call call) {
    String uid = call.uid();
    DocumentRequests.DELETE.check(call.parameters());
    return deleteIds(call, uid, List.of(call.variable("id")));
  }

  private CompletableFuture<Answer> deleteBatch(Call call) {
    String uid = call.uid();
    DocumentRequests.DELETE.check(call.parameters());
    return deleteIds(
        call, uid, DocumentRequests.ids(JsonBody.read(call.body(), call.contentType())));
  }

  private CompletableFuture<Answer> deleteIds(Call call, String uid, List<String> ids) {
    return writes.write(
        call,
        uid,
        new WriteRequest.DeleteDocuments(ids),
        false,
        TaskKind.DOCUMENT_DELETION,
        "{\"providedIds\":" + ids.size() + ",\"deletedDocuments\":0,\"originalFilter\":null}");
  }

  private CompletableFuture<Answer> deleteByFilter(Call call) {
    String uid = call.uid();
    DocumentRequests.DELETE.check(call.parameters());
    JsonNode filter = call.json(DocumentRequests.DELETE_BY_FILTER).path("filter");
    DocumentRequests.deletionFilter(filter);
    return writes.write(
        call,
        uid,
        new WriteRequest.DeleteByFilter(filter),
        false,
        TaskKind.DOCUMENT_DELETION,
        "{\"providedIds\":0,\"deletedDocuments\":0,\"originalFilter\":"
            + JsonText.quoted(JsonText.of(filter))
            + "}");
  }

  private CompletableFuture<Answer> get(Call call) {
    String uid = call.uid();
    Parameters parameters = DocumentRequests.GET.check(call.parameters());
    String id = call.variable("id");
    ObjectNode request = Json.object();
    request.putArray("ids").add(id);
    request.put("limit", 1);
    parameters.list("fields").ifPresent(fields -> fields.forEach(request.withArray("fields")::add));
    if (parameters.flag("retrieveVectors")) {
      request.put("retrieveVectors", true);
    }
    boolean possible = PrimaryKey.isValid(id);
    if (!possible) {
      request.putArray("ids");
    }
    return reads
        .documents(uid, request)
        .thenApply(
            found -> {
              JsonNode document = Json.tree(found.body()).path("results").path(0);
              if (possible && document.isMissingNode() && found.missingShards() > 0) {
                throw ErrorCode.MIROIR_SHARD_UNAVAILABLE.refusal(
                    "No copy of the shard that document `" + id + "` may be in can be reached.");
              }
              if (!possible || document.isMissingNode()) {
                throw ErrorCode.DOCUMENT_NOT_FOUND.refusal("Document `" + id + "` not found.");
              }
              return Answer.of(200, document);
            });
  }

  private CompletableFuture<Answer> fetch(Call call) {
    String uid = call.uid();
    JsonNode body = call.json(DocumentRequests.FETCH);
    DocumentRequests.filter(body.get("filter"), ErrorCode.INVALID_DOCUMENT_FILTER);
    return answered(reads.documents(uid, (ObjectNode) body));
  }

  private CompletableFuture<Answer> list(Call call) {
    String uid = call.uid();
    Parameters parameters = DocumentRequests.LIST.check(call.parameters());
    ObjectNode request = Json.object();
    parameters.text("offset").ifPresent(text -> request.put("offset", Long.parseLong(text)));
    parameters.text("limit").ifPresent(text -> request.put("limit", Long.parseLong(text)));
    parameters.list("fields").ifPresent(fields -> fill(request.putArray("fields"), fields));
    parameters.list("ids").ifPresent(ids -> fill(request.putArray("ids"), ids));
    parameters.list("sort").ifPresent(sort -> fill(request.putArray("sort"), sort));
    parameters
        .text("filter")
        .ifPresent(text -> request.set("filter", DocumentRequests.filterParameter(text)));
    if (parameters.flag("retrieveVectors")) {
      request.put("retrieveVectors", true);
    }
    DocumentRequests.filter(request.get("filter"), ErrorCode.INVALID_DOCUMENT_FILTER);
    return answered(reads.documents(uid, request));
  }

  private static void fill(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  static CompletableFuture<Answer> answered(CompletableFuture<SearchService.Found> found) {
    return found.thenApply(
        answer ->
            degraded(
                Answer.of(200, answer.body()), answer.missingShards(), answer.settingsDiffer()));
  }

  /** Returns an answer that says what it lacks. */
  static Answer degraded(Answer whole, int missingShards, boolean settingsDiffer) {
    List<String> degraded = new ArrayList<>();
    if (missingShards > 0) {
      degraded.add("shards=" + missingShards);
    }
    if (settingsDiffer) {
      degraded.add("settings");
    }
    return degraded.isEmpty()
        ? whole
        : whole.with(Degradations.HEADER, String.join(", ", degraded));
  }
}
