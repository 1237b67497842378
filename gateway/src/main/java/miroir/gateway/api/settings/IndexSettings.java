package miroir.gateway.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.json.Json;
import org.jspecify.annotations.Nullable;

/** All settings of an index, as they are read back. Immutable; equal if they read the same. */
public final class IndexSettings {
  /** What an index has that was never configured. */
  public static final IndexSettings DEFAULT = new IndexSettings(Map.of());

  private final Map<Setting, JsonNode> values;

  private IndexSettings(Map<Setting, JsonNode> changed) {
    values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      JsonNode value = changed.get(setting);
      values.put(setting, value == null ? setting.defaultValue() : value);
    }
  }

  /** Reads settings as {@code GET /settings} of a node or {@link #toJson} gives them. */
  public static IndexSettings fromJson(JsonNode json) {
    Map<Setting, JsonNode> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      JsonNode value = json.get(setting.wireName());
      if (value != null) {
        values.put(setting, value.deepCopy());
      }
    }
    return new IndexSettings(values);
  }

  /**
   * These settings after a change.
   *
   * @throws miroir.gateway.api.Refusal if the change and what is there do not fit together, such as
   *     word sizes for typos
   */
  public IndexSettings apply(SettingsPatch patch) {
    Map<Setting, JsonNode> changed = new EnumMap<>(values);
    patch.changes().forEach((setting, value) -> changed.put(setting, applied(setting, value)));
    return new IndexSettings(changed);
  }

  private JsonNode applied(Setting setting, JsonNode change) {
    if (change.isNull()) {
      return setting.defaultValue();
    }
    return switch (setting) {
      case TYPO_TOLERANCE -> mergedTypoTolerance(change);
      case FACETING -> mergedFaceting(change);
      case PAGINATION -> filled(setting, values.get(setting), change);
      case EMBEDDERS -> mergedEmbedders(change);
      default -> Canonical.stored(setting, change);
    };
  }

  private JsonNode mergedTypoTolerance(JsonNode change) {
    ObjectNode merged = filled(Setting.TYPO_TOLERANCE, get(Setting.TYPO_TOLERANCE), change);
    if (change.path("minWordSizeForTypos").isObject()) {
      ObjectNode sizes = get(Setting.TYPO_TOLERANCE).path("minWordSizeForTypos").deepCopy();
      JsonNode defaults = Setting.TYPO_TOLERANCE.defaultValue().path("minWordSizeForTypos");
      for (Map.Entry<String, JsonNode> size : change.get("minWordSizeForTypos").properties()) {
        boolean reset = size.getValue().isNull();
        sizes.set(size.getKey(), reset ? defaults.get(size.getKey()) : size.getValue());
      }
      int one = sizes.path("oneTypo").asInt();
      int two = sizes.path("twoTypos").asInt();
      if (one > two) {
        throw ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE.refusal(SettingChecks.typoSizes(one, two));
      }
      merged.set("minWordSizeForTypos", sizes);
    }
    merged.set("disableOnWords", Canonical.lowerCase(merged.get("disableOnWords")));
    return merged;
  }

  private JsonNode mergedFaceting(JsonNode change) {
    ObjectNode merged = filled(Setting.FACETING, get(Setting.FACETING), change);
    if (change.path("sortFacetValuesBy").isObject()) {
      ObjectNode orders = change.get("sortFacetValuesBy").deepCopy();
      if (!orders.has("*")) {
        orders.set("*", get(Setting.FACETING).path("sortFacetValuesBy").get("*"));
      }
      merged.set("sortFacetValuesBy", Canonical.sortedKeys(orders));
    }
    return merged;
  }

  private JsonNode mergedEmbedders(JsonNode change) {
    JsonNode before = get(Setting.EMBEDDERS);
    ObjectNode merged = before.deepCopy();
    for (Map.Entry<String, JsonNode> embedder : change.properties()) {
      if (embedder.getValue().isNull()) {
        merged.remove(embedder.getKey());
      } else {
        merged.set(
            embedder.getKey(),
            EmbedderShape.merge(before.path(embedder.getKey()), embedder.getValue()));
      }
    }
    return Canonical.sortedKeys(merged);
  }

  /** Keys of the change over those from before; a null takes the default. */
  private static ObjectNode filled(Setting setting, @Nullable JsonNode before, JsonNode change) {
    JsonNode defaults = setting.defaultValue();
    ObjectNode merged = Json.object();
    for (Map.Entry<String, JsonNode> entry : defaults.properties()) {
      JsonNode changed = change.get(entry.getKey());
      if (changed == null) {
        JsonNode old = before == null ? null : before.get(entry.getKey());
        merged.set(entry.getKey(), old == null ? entry.getValue() : old.deepCopy());
      } else {
        merged.set(entry.getKey(), changed.isNull() ? entry.getValue() : changed);
      }
    }
    return merged;
  }

  /** The value of one setting, secrets included; not to be changed. */
  public JsonNode get(Setting setting) {
    return values.getOrDefault(setting, NullNode.instance);
  }

  /** The value of one setting as clients read it. */
  public JsonNode view(Setting setting) {
    JsonNode value = get(setting).deepCopy();
    if (setting == Setting.EMBEDDERS) {
      redact(value);
    }
    return value;
  }

  /** All settings as clients read them: in order, without secrets or experimental ones. */
  public ObjectNode view() {
    ObjectNode json = Json.object();
    for (Setting setting : Setting.values()) {
      if (!setting.experimental()) {
        json.set(setting.wireName(), view(setting));
      }
    }
    return json;
  }

  /** All settings with secrets, to be stored. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    values.forEach((setting, value) -> json.set(setting.wireName(), value.deepCopy()));
    return json;
  }

  static void redact(JsonNode embedders) {
    for (JsonNode embedder : embedders) {
      if (embedder.path("apiKey").isTextual()) {
        ((ObjectNode) embedder)
            .put("apiKey", EmbedderShape.redact(embedder.get("apiKey").textValue()));
      }
    }
  }

  /** A list of strings. */
  public List<String> strings(Setting setting) {
    List<String> strings = new ArrayList<>();
    get(setting).forEach(value -> strings.add(value.asText()));
    return List.copyOf(strings);
  }

  /** True if a list of attributes is {@code ["*"]}. */
  public boolean everything(Setting setting) {
    return strings(setting).equals(List.of("*"));
  }

  /** The rules for filters and facets. */
  public FilterableRules filterableRules() {
    return FilterableRules.of(get(Setting.FILTERABLE_ATTRIBUTES));
  }

  /** Words and what they also mean, in order. */
  public Map<String, List<String>> synonyms() {
    Map<String, List<String>> synonyms = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : get(Setting.SYNONYMS).properties()) {
      List<String> words = new ArrayList<>();
      entry.getValue().forEach(word -> words.add(word.asText()));
      synonyms.put(entry.getKey(), List.copyOf(words));
    }
    return synonyms;
  }

  /** The attribute whose values are shown once. */
  public Optional<String> distinctAttribute() {
    return Optional.ofNullable(get(Setting.DISTINCT_ATTRIBUTE).textValue());
  }

  /** How typos are tolerated. */
  public TypoTolerance typoTolerance() {
    return TypoTolerance.of(get(Setting.TYPO_TOLERANCE));
  }

  /** No search looks beyond this many hits. */
  public int maxTotalHits() {
    return clamp(get(Setting.PAGINATION).path("maxTotalHits"));
  }

  /** No facet shows more values. */
  public int maxValuesPerFacet() {
    return clamp(get(Setting.FACETING).path("maxValuesPerFacet"));
  }

  /** True if the values of a facet are ordered by count rather than by name. */
  public boolean facetByCount(String facet) {
    JsonNode orders = get(Setting.FACETING).path("sortFacetValuesBy");
    return orders.path(facet).asText(orders.path("*").asText("alpha")).equals("count");
  }

  private static int clamp(JsonNode number) {
    return number.canConvertToInt() ? number.intValue() : Integer.MAX_VALUE;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IndexSettings that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return view().toString();
  }
}
