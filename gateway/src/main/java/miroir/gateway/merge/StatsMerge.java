package miroir.gateway.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.gateway.plan.ReservedFields;

/**
 * Statistics of one index, added up over the nodes that hold it and divided by the number of
 * copies: exact while every shard has all its copies.
 */
public final class StatsMerge {
  private StatsMerge() {}

  /**
   * Merges the answers to {@code GET …/stats} of one index, or its parts of {@code GET /stats}.
   *
   * @param members one per node that holds the index
   * @param copies how many nodes hold each document
   */
  public static ObjectNode index(List<JsonNode> members, int copies) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    long documents = sum(members, "numberOfDocuments") / copies;
    long size = sum(members, "rawDocumentDbSize") / copies;
    merged.put("numberOfDocuments", documents);
    merged.put("rawDocumentDbSize", size);
    merged.put("avgDocumentSize", documents == 0 ? 0 : size / documents);
    merged.put("isIndexing", members.stream().anyMatch(one -> one.path("isIndexing").asBoolean()));
    for (String counter : List.of("numberOfEmbeddings", "numberOfEmbeddedDocuments")) {
      if (members.stream().anyMatch(one -> one.has(counter))) {
        merged.put(counter, sum(members, counter) / copies);
      }
    }
    ObjectNode distribution = merged.putObject("fieldDistribution");
    fields(members).forEach((field, count) -> distribution.put(field, count / copies));
    return merged;
  }

  private static Map<String, Long> fields(List<JsonNode> members) {
    Map<String, Long> fields = new TreeMap<>();
    for (JsonNode member : members) {
      member
          .path("fieldDistribution")
          .properties()
          .forEach(
              field -> {
                if (!ReservedFields.contains(field.getKey())) {
                  fields.merge(field.getKey(), field.getValue().asLong(), Long::sum);
                }
              });
    }
    return fields;
  }

  /** Returns the sum of a counter over nodes; a node without it adds nothing. */
  public static long sum(List<JsonNode> members, String counter) {
    return members.stream().mapToLong(one -> one.path(counter).asLong(0)).sum();
  }
}
