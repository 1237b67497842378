package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import miroir.gateway.api.json.Json;

/** Counts what an index holds. */
public final class Statistics {
  private Statistics() {}

  /** The body of {@code GET /indexes/{uid}/stats}. */
  public static ObjectNode of(IndexStore store, boolean indexing) {
    ObjectNode json = Json.object();
    Map<String, Integer> fields = new TreeMap<>();
    long[] bytes = new long[1];
    int count;
    try (IndexView view = store.acquire()) {
      count = view.count();
      for (int n = view.all().nextSetBit(0); n >= 0; n = view.all().nextSetBit(n + 1)) {
        ObjectNode document = view.document(n);
        bytes[0] += Json.bytes(document).length;
        document.fieldNames().forEachRemaining(name -> fields.merge(name, 1, Integer::sum));
      }
    }
    json.put("numberOfDocuments", count);
    json.put("rawDocumentDbSize", bytes[0]);
    json.put("avgDocumentSize", count == 0 ? 0 : bytes[0] / count);
    json.put("isIndexing", indexing);
    json.put("numberOfEmbeddings", 0).put("numberOfEmbeddedDocuments", 0);
    ObjectNode distribution = json.putObject("fieldDistribution");
    fields.forEach(distribution::put);
    return json;
  }
}
