package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miroir.gateway.api.attribute.AttributePattern;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;
import miroir.gateway.plan.ReservedFields;

/**
 * The settings that a node gets for an index's client settings: what Miroir needs beside them, and
 * what the merge must see (architecture.md, How a document is stored; merge-measured §1). Pure.
 */
public final class NodeSettings {
  private static final int FACET_VALUES_BY_NAME = 1_000;
  private static final int FACET_VALUES_BY_COUNT = 20_000;

  private NodeSettings() {}

  /** Returns the settings of a node, whole. */
  public static ObjectNode of(IndexSettings client) {
    ObjectNode node = Json.object();
    for (Setting setting : Setting.values()) {
      if (!setting.experimental()) {
        node.set(setting.wireName(), of(client, setting));
      }
    }
    return node;
  }

  /** Returns what a node must be sent when client settings change; empty if nothing. */
  public static ObjectNode change(IndexSettings before, IndexSettings after) {
    ObjectNode old = of(before);
    ObjectNode change = Json.object();
    for (Map.Entry<String, JsonNode> entry : of(after).properties()) {
      if (!entry.getValue().equals(old.get(entry.getKey()))) {
        change.set(entry.getKey(), entry.getValue());
      }
    }
    return change;
  }

  private static JsonNode of(IndexSettings client, Setting setting) {
    JsonNode value = client.get(setting).deepCopy();
    return switch (setting) {
      // A list would make nodes redact the sort values that the merge compares.
      case DISPLAYED_ATTRIBUTES -> Json.object().arrayNode().add("*");
      case FILTERABLE_ATTRIBUTES -> filterable((ArrayNode) value);
      case SORTABLE_ATTRIBUTES -> ((ArrayNode) value).add(ReservedFields.ORDER);
      case RANKING_RULES -> ((ArrayNode) value).add(ReservedFields.ORDER_RULE);
      case FACETING -> faceting(client, (ObjectNode) value);
      default -> value;
    };
  }

  private static ArrayNode filterable(ArrayNode client) {
    ObjectNode rule = Json.object();
    rule.putArray("attributePatterns").add(ReservedFields.SHARD);
    ObjectNode features = rule.putObject("features").put("facetSearch", false);
    features.putObject("filter").put("equality", true).put("comparison", false);
    ArrayNode rules = Json.object().arrayNode();
    boolean shadowed = false;
    List<JsonNode> clients = new ArrayList<>();
    for (JsonNode one : client) {
      clients.add(one);
      for (JsonNode pattern : one.path("attributePatterns")) {
        shadowed |= matches(pattern.asText());
      }
    }
    // Last keeps the client's rule numbers in error texts; first where its pattern would shadow
    // ours.
    if (shadowed) {
      rules.add(rule);
    }
    rules.addAll(clients);
    if (!shadowed) {
      rules.add(rule);
    }
    return rules;
  }

  private static boolean matches(String pattern) {
    return AttributePattern.ofWildcard(pattern, ReservedFields.SHARD) == AttributePattern.MATCH;
  }

  private static ObjectNode faceting(IndexSettings client, ObjectNode value) {
    boolean byCount = false;
    for (JsonNode order : value.path("sortFacetValuesBy")) {
      byCount |= order.asText().equals("count");
    }
    int least = byCount ? FACET_VALUES_BY_COUNT : FACET_VALUES_BY_NAME;
    return value.put("maxValuesPerFacet", Math.max(least, client.maxValuesPerFacet()));
  }
}
