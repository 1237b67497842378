package miroir.gateway.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miroir.gateway.json.FieldValue;

/**
 * A node in memory that answers searches without words: sort by {@code rank}, distinct, the filters
 * that the merge writes, facets, and reserved fields wherever a real node shows them.
 */
final class SimulatedNode {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern FILTER = Pattern.compile("\"?([^\" ]+)\"? (NOT IN|IN) \\[(.*)]");

  private final List<ObjectNode> documents;
  private final int depthMost;

  /**
   * Makes a node of documents with {@code _miroir_order} as a number.
   *
   * @param depthMost how many hits it gives at most
   */
  SimulatedNode(List<ObjectNode> documents, int depthMost) {
    this.documents = documents;
    this.depthMost = depthMost;
  }

  byte[] search(byte[] body) throws IOException {
    JsonNode request = MAPPER.readTree(body);
    boolean sorted = request.path("sort").size() > 0;
    List<ObjectNode> matching = new ArrayList<>();
    for (ObjectNode document : documents) {
      if (passes(document, request.path("filter"))) {
        matching.add(document);
      }
    }
    Comparator<ObjectNode> byRank = Comparator.comparingInt(one -> one.path("rank").asInt());
    Comparator<ObjectNode> byOrder = Comparator.comparing(SimulatedNode::order);
    matching.sort(sorted ? byRank.thenComparing(byOrder) : byOrder);
    boolean paged = request.has("hitsPerPage");
    int depth = Math.min(depthMost, request.path(paged ? "hitsPerPage" : "limit").asInt(20));
    List<ObjectNode> hits = distinct(matching, request.path("distinct").asText());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("hits");
    hits.stream().limit(depth).forEach(hit -> list.add(hit(hit, request, sorted)));
    answer.put("query", "").put("processingTimeMs", 1);
    answer.put(paged ? "totalHits" : "estimatedTotalHits", paged ? hits.size() : matching.size());
    if (request.has("facets")) {
      writeFacets(answer, request.path("facets"), paged ? hits : matching);
    }
    return answer.put("requestUid", "node").toString().getBytes(StandardCharsets.UTF_8);
  }

  static String order(JsonNode document) {
    return document.path("_miroir_order").asText();
  }

  static List<ObjectNode> distinct(List<ObjectNode> documents, String field) {
    if (field.isEmpty()) {
      return documents;
    }
    List<ObjectNode> kept = new ArrayList<>();
    Set<FieldValue> taken = new HashSet<>();
    for (ObjectNode document : documents) {
      List<FieldValue> values = values(document, field);
      if (values.stream().noneMatch(taken::contains)) {
        taken.addAll(values);
        kept.add(document);
      }
    }
    return kept;
  }

  static List<FieldValue> values(JsonNode document, String field) {
    return FieldValue.of(document.toString().getBytes(StandardCharsets.UTF_8), 0, field);
  }

  private static boolean passes(ObjectNode document, JsonNode filter) {
    if (filter.isArray()) {
      for (JsonNode clause : filter) {
        if (!passes(document, clause)) {
          return false;
        }
      }
      return true;
    }
    Matcher clause = FILTER.matcher(filter.asText());
    if (!clause.matches()) {
      return filter.isMissingNode();
    }
    Set<FieldValue> wanted = new HashSet<>();
    for (String value : clause.group(3).split(",")) {
      wanted.add(FieldValue.text(value.replace("\"", "")));
    }
    boolean found = values(document, clause.group(1)).stream().anyMatch(wanted::contains);
    return found == clause.group(2).equals("IN");
  }

  private static ObjectNode hit(ObjectNode document, JsonNode request, boolean sorted) {
    ObjectNode hit = document.deepCopy();
    if (request.has("attributesToRetrieve")) {
      List<String> kept = new ArrayList<>();
      request.path("attributesToRetrieve").forEach(one -> kept.add(one.asText()));
      hit.retain(kept);
    }
    if (request.has("attributesToHighlight")) {
      hit.set("_formatted", document.deepCopy());
    }
    if (request.path("showMatchesPosition").asBoolean()) {
      hit.putObject("_matchesPosition").putArray("_miroir_order");
    }
    hit.put("_rankingScore", 1.0);
    ObjectNode details = hit.putObject("_rankingScoreDetails");
    if (sorted) {
      details.putObject("rank:asc").put("order", 0).set("value", document.get("rank"));
    }
    details
        .putObject("_miroir_order:asc")
        .put("order", sorted ? 1 : 0)
        .put("value", order(document));
    return hit;
  }

  private static void writeFacets(ObjectNode answer, JsonNode facets, List<ObjectNode> documents) {
    ObjectNode distribution = answer.putObject("facetDistribution");
    distribution.putObject("_miroir_shard").put("token", 1);
    for (JsonNode facet : facets) {
      Map<String, Integer> counts = new TreeMap<>();
      for (ObjectNode document : documents) {
        new HashSet<>(values(document, facet.asText()))
            .forEach(value -> counts.merge(value.text(), 1, Integer::sum));
      }
      ObjectNode values = distribution.putObject(facet.asText());
      counts.forEach(values::put);
    }
    answer.putObject("facetStats");
  }
}
