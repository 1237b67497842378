package miroir.chaos.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.settings.SettingsPatch;
import miroir.gateway.writer.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * One write of a client, and what the client was told of it. What it writes bears its number, so
 * that whoever finds it knows whose it is.
 */
final class ClientOp {
  /** Documents of a world: {@code d0} to {@code d7}. */
  static final int IDS = 8;

  private static final int GROUPS = 3;

  /** What the client knows. */
  enum Told {
    /** Nothing yet, or that it may be done. */
    UNKNOWN,
    /** That it is accepted. */
    DONE,
    /** That nothing was done. */
    NOT_DONE
  }

  private final int number;
  private final Step.Kind kind;
  private final String uid;
  private final List<ObjectNode> documents = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final int group;
  Told told = Told.UNKNOWN;
  boolean answered;
  long taskUid = -1;

  ClientOp(Step step) {
    this.number = step.number();
    this.kind = step.kind();
    this.uid = "i" + step.second();
    Random random = new Random(step.amount());
    this.group = random.nextInt(GROUPS);
    int count = 1 + random.nextInt(step.more() > 0 ? (int) step.more() : 1);
    for (int i = 0; i < count; i++) {
      int id = random.nextInt(IDS);
      if (kind == Step.Kind.DELETE_IDS) {
        ids.add("d" + id);
      } else {
        ObjectNode document = Json.object().put("id", "d" + id);
        documents.add(
            kind == Step.Kind.MERGE
                ? merged(document.put("m" + number % 2, number), id)
                : document.put("g", (id + number) % GROUPS).put("v", number));
      }
    }
    if (kind == Step.Kind.DELETE_IDS) {
      ids.add("x" + number);
    }
  }

  /** Returns whether a filter of this amount is about that group. */
  static boolean isInGroup(long amount, int group) {
    return new Random(amount).nextInt(GROUPS) == group;
  }

  /** Returns whether the first document that a write of this amount names is that one. */
  static boolean names(long amount, int document) {
    Random random = new Random(amount);
    random.nextInt(GROUPS);
    random.nextInt(1);
    return random.nextInt(IDS) == document;
  }

  /** A later change may let a filter hit what it did not hit at its place. */
  private ObjectNode merged(ObjectNode document, int id) {
    return number % 3 == 0 ? document : document.put("g", (id + number) % GROUPS);
  }

  int number() {
    return number;
  }

  Step.Kind kind() {
    return kind;
  }

  /** Returns the client's name of the index. */
  String uid() {
    return uid;
  }

  /** Returns the ids of the documents that it names. */
  Set<String> ids() {
    TreeSet<String> named = new TreeSet<>(ids);
    if (kind == Step.Kind.REPLACE || kind == Step.Kind.MERGE) {
      documents.forEach(document -> named.add(document.path("id").asText()));
    }
    return named;
  }

  /** Returns what it is registered with, so that its task can be found. */
  String metadata() {
    return "op" + number;
  }

  /** Returns the request as a gateway makes it of what the client sent. */
  WriteRequest request(@Nullable String primaryKey) {
    return switch (kind) {
      case REPLACE, MERGE ->
          WriteRequest.AddDocuments.of(kind == Step.Kind.MERGE, false, null, payload(), primaryKey);
      case DELETE_IDS -> new WriteRequest.DeleteDocuments(List.copyOf(ids));
      case DELETE_FILTER ->
          new WriteRequest.DeleteByFilter(Json.object().put("filter", filter()).path("filter"));
      case DELETE_ALL -> new WriteRequest.DeleteAll();
      default -> new WriteRequest.ChangeSettings(SettingsPatch.parse(patch()), patch().toString());
    };
  }

  private List<Document> payload() {
    List<Document> payload = new ArrayList<>();
    for (ObjectNode document : documents) {
      byte[] text = JsonText.of(document).getBytes(StandardCharsets.UTF_8);
      payload.add(new Document(text, 0, text.length, false));
    }
    return payload;
  }

  private String filter() {
    return "g = " + group + " AND u != " + number;
  }

  private ObjectNode patch() {
    ObjectNode patch = Json.object();
    patch.putArray("stopWords").add("s" + number);
    if (group > 0) {
      patch.putArray("filterableAttributes").add("g").add("u");
    }
    return patch;
  }

  /** Does it to a picture of the index. */
  void applyTo(Physical index) {
    switch (kind) {
      case REPLACE, MERGE -> {
        Map<String, ObjectNode> byId = new LinkedHashMap<>();
        for (ObjectNode document : documents) {
          ObjectNode before = byId.get(document.path("id").asText());
          if (kind == Step.Kind.MERGE && before != null) {
            before.setAll(document);
          } else {
            byId.put(document.path("id").asText(), document.deepCopy());
          }
        }
        index.add(new Work.Add(byId, documents.size(), kind == Step.Kind.MERGE));
      }
      case DELETE_IDS -> index.delete(ids);
      case DELETE_FILTER -> index.deleteWhere(filter(), Set.of());
      case DELETE_ALL -> index.clear();
      default -> {}
    }
  }

  @Override
  public String toString() {
    String what =
        switch (kind) {
          case REPLACE, MERGE -> documents.toString();
          case DELETE_IDS -> ids.toString();
          case DELETE_FILTER -> filter();
          case SETTINGS -> patch().toString();
          default -> "";
        };
    return "op" + number + " " + kind + " " + uid + " " + what;
  }
}
