package miroir.gateway.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.json.Json;

/** The settings of an index, in the order in which Meilisearch lists them. */
public enum Setting {
  DISPLAYED_ATTRIBUTES("displayedAttributes", "[\"*\"]"),
  SEARCHABLE_ATTRIBUTES("searchableAttributes", "[\"*\"]"),
  FILTERABLE_ATTRIBUTES("filterableAttributes", "[]"),
  SORTABLE_ATTRIBUTES("sortableAttributes", "[]"),
  FOREIGN_KEYS("foreignKeys", "[]"),
  RANKING_RULES(
      "rankingRules",
      "[\"words\",\"typo\",\"proximity\",\"attributeRank\",\"sort\",\"wordPosition\",\"exactness\"]"),
  STOP_WORDS("stopWords", "[]"),
  NON_SEPARATOR_TOKENS("nonSeparatorTokens", "[]"),
  SEPARATOR_TOKENS("separatorTokens", "[]"),
  DICTIONARY("dictionary", "[]"),
  SYNONYMS("synonyms", "{}"),
  DISTINCT_ATTRIBUTE("distinctAttribute", "null"),
  PROXIMITY_PRECISION("proximityPrecision", "\"byWord\""),
  TYPO_TOLERANCE(
      "typoTolerance",
      "{\"enabled\":true,\"minWordSizeForTypos\":{\"oneTypo\":5,\"twoTypos\":9},"
          + "\"disableOnWords\":[],\"disableOnAttributes\":[],\"disableOnNumbers\":false}"),
  FACETING("faceting", "{\"maxValuesPerFacet\":100,\"sortFacetValuesBy\":{\"*\":\"alpha\"}}"),
  PAGINATION("pagination", "{\"maxTotalHits\":1000}"),
  EMBEDDERS("embedders", "{}"),
  SEARCH_CUTOFF_MS("searchCutoffMs", "null"),
  LOCALIZED_ATTRIBUTES("localizedAttributes", "null"),
  FACET_SEARCH("facetSearch", "true"),
  PREFIX_SEARCH("prefixSearch", "\"indexingTime\""),
  CHAT("chat", "null");

  private final String wireName;
  private final String defaultValue;

  Setting(String wireName, String defaultValue) {
    this.wireName = wireName;
    this.defaultValue = defaultValue;
  }

  /** The setting behind the last segment of a sub-route, such as {@code ranking-rules}. */
  public static Optional<Setting> ofRoute(String segment) {
    return Stream.of(values()).filter(setting -> setting.route().equals(segment)).findFirst();
  }

  /** The key in JSON. */
  public String wireName() {
    return wireName;
  }

  /** The last segment of the sub-route. */
  public String route() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True if the sub-route is changed by PATCH, in parts, rather than by PUT, as a whole. */
  public boolean patched() {
    return switch (this) {
      case TYPO_TOLERANCE, FACETING, PAGINATION, EMBEDDERS, CHAT -> true;
      default -> false;
    };
  }

  /** What holds if nothing was set. */
  public JsonNode defaultValue() {
    return Json.tree(defaultValue.getBytes(StandardCharsets.UTF_8));
  }

  /** True if the setting exists only behind an experimental feature that Miroir does not have. */
  public boolean experimental() {
    return this == FOREIGN_KEYS || this == CHAT;
  }

  /** The code for a value that cannot be used. */
  public ErrorCode code() {
    return switch (this) {
      case CHAT -> ErrorCode.INVALID_SETTINGS_INDEX_CHAT;
      default -> ErrorCode.valueOf("INVALID_SETTINGS_" + name());
    };
  }

  /** Judges a value, null included: null resets. */
  public Check check() {
    return SettingChecks.of(this).orNull();
  }
}
