package miroir.gateway.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import miroir.gateway.api.json.Json;

/** Brings values into the form in which they are read back. */
final class Canonical {
  /** Strings by their UTF-8 bytes, the order of Meilisearch's sets and maps. */
  static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private Canonical() {}

  /** A value as a settings task shows it: sets are sorted, the rest is as sent. */
  static JsonNode sent(Setting setting, JsonNode value) {
    if (value.isNull()) {
      return value;
    }
    return switch (setting) {
      case SORTABLE_ATTRIBUTES, STOP_WORDS, NON_SEPARATOR_TOKENS, SEPARATOR_TOKENS, DICTIONARY ->
          sorted(value, UnaryOperator.identity());
      case DISPLAYED_ATTRIBUTES, SEARCHABLE_ATTRIBUTES -> starAlone(value);
      case FILTERABLE_ATTRIBUTES -> filterable(value);
      case SYNONYMS -> sortedKeys(value);
      case TYPO_TOLERANCE -> sentTypoTolerance(value);
      case FACETING -> ordered(value, "maxValuesPerFacet", "sortFacetValuesBy");
      case LOCALIZED_ATTRIBUTES -> localized(value);
      default -> value;
    };
  }

  /** A value as it is stored and read back. */
  static JsonNode stored(Setting setting, JsonNode sent) {
    return switch (setting) {
      case STOP_WORDS -> sorted(sent, word -> Normalizer.normalize(word, Normalizer.Form.NFKD));
      case DISPLAYED_ATTRIBUTES, SEARCHABLE_ATTRIBUTES -> distinct(sent);
      default -> sent;
    };
  }

  static ArrayNode sorted(JsonNode list, UnaryOperator<String> change) {
    Set<String> words = new TreeSet<>(BY_BYTES);
    list.forEach(word -> words.add(change.apply(word.asText())));
    return array(words);
  }

  static JsonNode lowerCase(JsonNode list) {
    return sorted(list, word -> word.toLowerCase(Locale.ROOT));
  }

  static ObjectNode sortedKeys(JsonNode map) {
    Map<String, JsonNode> sorted = new TreeMap<>(BY_BYTES);
    map.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
    ObjectNode object = Json.object();
    sorted.forEach(object::set);
    return object;
  }

  private static JsonNode starAlone(JsonNode list) {
    for (JsonNode name : list) {
      if (name.asText().equals("*")) {
        return array(Set.of("*"));
      }
    }
    return list;
  }

  private static ArrayNode distinct(JsonNode list) {
    Set<String> names = new LinkedHashSet<>();
    list.forEach(name -> names.add(name.asText()));
    return array(names);
  }

  private static ArrayNode array(Iterable<String> words) {
    ArrayNode array = Json.object().arrayNode();
    words.forEach(word -> array.add(TextNode.valueOf(word)));
    return array;
  }

  private static ArrayNode filterable(JsonNode rules) {
    ArrayNode filled = Json.object().arrayNode();
    for (JsonNode rule : rules) {
      if (!rule.isObject()) {
        filled.add(rule);
        continue;
      }
      JsonNode features = rule.path("features");
      ObjectNode whole = filled.addObject();
      whole.set("attributePatterns", rule.get("attributePatterns"));
      ObjectNode wholeFeatures = whole.putObject("features");
      wholeFeatures.put("facetSearch", features.path("facetSearch").asBoolean(false));
      ObjectNode filter = wholeFeatures.putObject("filter");
      filter.put("equality", features.path("filter").path("equality").asBoolean(true));
      filter.put("comparison", features.path("filter").path("comparison").asBoolean(false));
    }
    return filled;
  }

  private static ObjectNode sentTypoTolerance(JsonNode value) {
    ObjectNode ordered =
        ordered(
            value,
            "enabled",
            "minWordSizeForTypos",
            "disableOnWords",
            "disableOnAttributes",
            "disableOnNumbers");
    for (String list : new String[] {"disableOnWords", "disableOnAttributes"}) {
      if (ordered.path(list).isArray()) {
        ordered.set(list, sorted(ordered.get(list), UnaryOperator.identity()));
      }
    }
    if (ordered.path("minWordSizeForTypos").isObject()) {
      ordered.set(
          "minWordSizeForTypos",
          ordered(ordered.get("minWordSizeForTypos"), "oneTypo", "twoTypos"));
    }
    return ordered;
  }

  private static ObjectNode ordered(JsonNode value, String... names) {
    ObjectNode ordered = Json.object();
    for (String name : names) {
      if (value.has(name)) {
        ordered.set(name, value.get(name));
      }
    }
    return ordered;
  }

  private static ArrayNode localized(JsonNode rules) {
    ArrayNode filled = Json.object().arrayNode();
    for (JsonNode rule : rules) {
      ObjectNode whole = filled.addObject();
      whole.set("attributePatterns", rule.get("attributePatterns"));
      ArrayNode locales = whole.putArray("locales");
      rule.get("locales").forEach(locale -> locales.add(Locales.canonical(locale.asText())));
    }
    return filled;
  }
}
