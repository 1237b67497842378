package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import miroir.chaos.embedded.queue.TaskQueue;
import miroir.chaos.embedded.queue.Work;
import miroir.gateway.api.check.Parameters;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.DocumentPayload;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.document.PayloadFormat;
import miroir.gateway.api.settings.Setting;
import miroir.gateway.api.settings.SettingsPatch;
import org.jspecify.annotations.Nullable;

/** Everything that becomes a task about documents or settings. */
final class DocumentWriteRoutes {
  private final TaskQueue queue;

  DocumentWriteRoutes(TaskQueue queue) {
    this.queue = queue;
  }

  List<Route> routes() {
    String documents = "/indexes/*/documents";
    return List.of(
        new Route("POST", documents, "documents.add", exchange -> add(exchange, false)),
        new Route("PUT", documents, "documents.add", exchange -> add(exchange, true)),
        new Route("DELETE", documents, "documents.delete", this::clear),
        new Route("DELETE", documents + "/*", "documents.delete", this::deleteOne),
        new Route("POST", documents + "/delete-batch", "documents.delete", this::deleteBatch),
        new Route("POST", documents + "/delete", "documents.delete", this::deleteMatching),
        new Route("PATCH", "/indexes/*/settings", "settings.update", this::patchSettings),
        new Route("DELETE", "/indexes/*/settings", "settings.update", this::resetSettings));
  }

  private Answer add(Exchange exchange, boolean merge) throws IOException {
    String uid = exchange.indexUid();
    Parameters given = DocumentRequests.WRITE.check(exchange.parameters());
    Optional<String> delimiter = given.text("csvDelimiter");
    PayloadFormat format = PayloadFormat.of(exchange.contentType(), delimiter);
    DocumentPayload payload =
        DocumentPayload.parse(
            exchange.body(), format, delimiter.map(text -> text.charAt(0)).orElse(','));
    boolean skipCreation =
        given
            .text("skipCreation")
            .map(text -> text.toLowerCase(Locale.ROOT).equals("true"))
            .orElse(false);
    Work work =
        new Work.AddDocuments(
            merge,
            given.text("primaryKey").orElse(null),
            skipCreation,
            exchange.access().allows("indexes.create", uid),
            payload.documents().size());
    return enqueue(exchange, uid, work, lines(payload.documents()));
  }

  private static byte[] lines(List<Document> documents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Document document : documents) {
      out.write(document.source(), document.start(), document.length());
      out.write('\n');
    }
    return out.toByteArray();
  }

  private Answer enqueue(Exchange exchange, String uid, Work work, byte @Nullable [] documents)
      throws IOException {
    String metadata = exchange.parameters().text("customMetadata").orElse(null);
    return Answer.accepted(queue.register(uid, work, metadata, documents).toSummary());
  }

  private Answer clear(Exchange exchange) throws IOException {
    String uid = exchange.indexUid();
    DocumentRequests.DELETE.check(exchange.parameters());
    return enqueue(exchange, uid, new Work.Clear(), null);
  }

  private Answer deleteOne(Exchange exchange) throws IOException {
    String uid = exchange.indexUid();
    DocumentRequests.DELETE.check(exchange.parameters());
    return enqueue(exchange, uid, new Work.DeleteIds(List.of(exchange.name(1))), null);
  }

  private Answer deleteBatch(Exchange exchange) throws IOException {
    String uid = exchange.indexUid();
    DocumentRequests.DELETE.check(exchange.parameters());
    List<String> ids = DocumentRequests.ids(exchange.json());
    return enqueue(exchange, uid, new Work.DeleteIds(ids), null);
  }

  private Answer deleteMatching(Exchange exchange) throws IOException {
    String uid = exchange.indexUid();
    DocumentRequests.DELETE.check(exchange.parameters());
    JsonNode filter = exchange.json(DocumentRequests.DELETE_BY_FILTER).get("filter");
    DocumentRequests.deletionFilter(filter);
    return enqueue(exchange, uid, new Work.DeleteMatching(filter), null);
  }

  private Answer patchSettings(Exchange exchange) throws IOException {
    String uid = exchange.indexUid();
    return change(exchange, uid, SettingsPatch.parse(exchange.json()));
  }

  private Answer resetSettings(Exchange exchange) throws IOException {
    return change(exchange, exchange.indexUid(), SettingsPatch.resetAll());
  }

  private Answer change(Exchange exchange, String uid, SettingsPatch patch) throws IOException {
    boolean mayCreate = exchange.access().allows("indexes.create", uid);
    Work work = new Work.ChangeSettings(patch, mayCreate);
    return Answer.accepted(queue.register(uid, work, null, null).toSummary());
  }

  /** The routes of one setting. */
  List<Route> routesOf(Setting setting) {
    String path = "/indexes/*/settings/" + setting.route();
    return List.of(
        new Route(
            setting.patched() ? "PATCH" : "PUT",
            path,
            "settings.update",
            exchange -> {
              String uid = exchange.indexUid();
              return change(exchange, uid, SettingsPatch.parse(setting, exchange.json()));
            }),
        new Route("DELETE", path, "settings.update", exchange -> reset(exchange, setting)));
  }

  /** A reset of one setting does not make an index. */
  private Answer reset(Exchange exchange, Setting setting) throws IOException {
    Work work = new Work.ChangeSettings(SettingsPatch.reset(setting), false);
    return Answer.accepted(queue.register(exchange.indexUid(), work, null, null).toSummary());
  }
}
