package miroir.chaos.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import miroir.gateway.api.json.Json;

/** One index of a simulated node, whatever it is called by now: its content and its log. */
final class Physical {
  private final TreeMap<String, ObjectNode> documents = new TreeMap<>();
  private final ObjectNode settings = Json.object();

  /** The writes that count, or will once they are applied, in order. */
  final List<Enqueued> log = new ArrayList<>();

  Map<String, ObjectNode> documents() {
    return documents;
  }

  ObjectNode settings() {
    return settings;
  }

  int add(Work.Add add) {
    add.documents()
        .forEach(
            (id, document) -> {
              ObjectNode before = documents.get(id);
              if (add.merge() && before != null) {
                ObjectNode merged = before.deepCopy();
                merged.setAll(document);
                documents.put(id, merged);
              } else {
                documents.put(id, document);
              }
            });
    return add.documents().size();
  }

  int delete(List<String> ids) {
    int deleted = 0;
    for (String id : ids) {
      deleted += documents.remove(id) == null ? 0 : 1;
    }
    return deleted;
  }

  int clear() {
    int deleted = documents.size();
    documents.clear();
    return deleted;
  }

  /** Returns whether a filter of the workload, {@code g = N AND u != N}, may be used. */
  boolean filterable() {
    for (JsonNode rule : settings.path("filterableAttributes")) {
      if (rule.isTextual() && rule.asText().equals("g")) {
        return true;
      }
    }
    return false;
  }

  /** Returns the documents of slots that these tokens name. */
  List<ObjectNode> holding(Set<String> tokens) {
    List<ObjectNode> holding = new ArrayList<>();
    for (ObjectNode document : documents.values()) {
      if (isIn(document, tokens)) {
        holding.add(document);
      }
    }
    return holding;
  }

  /** Returns the documents of these ids that are there. */
  List<ObjectNode> named(JsonNode ids) {
    List<ObjectNode> named = new ArrayList<>();
    for (JsonNode id : ids) {
      ObjectNode document = documents.get(id.asText());
      if (document != null) {
        named.add(document);
      }
    }
    return named;
  }

  private static boolean isIn(ObjectNode document, Set<String> tokens) {
    for (JsonNode token : document.path("_miroir_shard")) {
      if (tokens.contains(token.asText())) {
        return true;
      }
    }
    return false;
  }

  int deleteWhere(String filter, Set<String> tokens) {
    long group =
        filter.isEmpty() ? -1 : Long.parseLong(filter.substring(4, filter.indexOf(' ', 4)));
    int deleted = 0;
    for (Iterator<ObjectNode> all = documents.values().iterator(); all.hasNext(); ) {
      ObjectNode next = all.next();
      boolean reached = tokens.isEmpty() || isIn(next, tokens);
      if (reached && (filter.isEmpty() || next.path("g").asLong(-1) == group)) {
        all.remove();
        deleted++;
      }
    }
    return deleted;
  }

  void change(JsonNode patch) {
    settings.setAll((ObjectNode) patch);
  }

  /** Returns a copy whose log is made of these copies of tasks. */
  Physical copy(IdentityHashMap<Enqueued, Enqueued> tasks) {
    Physical copy = new Physical();
    copy.documents.putAll(documents);
    copy.settings.setAll(settings.deepCopy());
    log.forEach(task -> copy.log.add(tasks.get(task)));
    return copy;
  }

  /** Returns a copy of the content, as one read of a node sees it. */
  Map<String, ObjectNode> snapshot() {
    return new TreeMap<>(documents);
  }
}
