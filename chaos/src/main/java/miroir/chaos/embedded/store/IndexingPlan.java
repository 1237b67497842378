package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import miroir.chaos.embedded.text.Tokenizer;
import miroir.gateway.api.attribute.AttributePattern;
import miroir.gateway.api.attribute.FilterableRule;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;

/** What of a document is indexed, as the settings say. */
public final class IndexingPlan {
  private static final List<Setting> SETTINGS =
      List.of(
          Setting.SEARCHABLE_ATTRIBUTES,
          Setting.FILTERABLE_ATTRIBUTES,
          Setting.SORTABLE_ATTRIBUTES,
          Setting.RANKING_RULES,
          Setting.STOP_WORDS,
          Setting.NON_SEPARATOR_TOKENS,
          Setting.SEPARATOR_TOKENS,
          Setting.DICTIONARY,
          Setting.DISTINCT_ATTRIBUTE);

  private static final List<String> NEVER_SEARCHED = List.of("_geo", "_geojson", "_vectors");

  private final Tokenizer tokenizer;
  private final boolean everythingSearchable;
  private final List<String> searchable;
  private final List<FilterableRule> filterable;
  private final Set<String> ordered = new HashSet<>();
  private final boolean geographic;

  IndexingPlan(IndexSettings settings) {
    this.tokenizer = tokenizer(settings);
    this.everythingSearchable = settings.everything(Setting.SEARCHABLE_ATTRIBUTES);
    this.searchable = settings.strings(Setting.SEARCHABLE_ATTRIBUTES);
    this.filterable = settings.filterableRules().rules();
    this.ordered.addAll(settings.strings(Setting.SORTABLE_ATTRIBUTES));
    settings.distinctAttribute().ifPresent(ordered::add);
    for (JsonNode rule : settings.get(Setting.RANKING_RULES)) {
      customField(rule.asText()).ifPresent(ordered::add);
    }
    this.geographic =
        settings.filterableRules().names("_geo")
            || settings.strings(Setting.SORTABLE_ATTRIBUTES).contains("_geo");
  }

  /** The attribute of a custom ranking rule; empty for the built-in ones. */
  private static Optional<String> customField(String rule) {
    try {
      return Optional.of(SortExpression.parse(rule).field());
    } catch (SortExpression.Malformed builtIn) {
      return Optional.empty();
    }
  }

  /** The tokenizer of an index. */
  public static Tokenizer tokenizer(IndexSettings settings) {
    return new Tokenizer(
        settings.strings(Setting.SEPARATOR_TOKENS),
        settings.strings(Setting.NON_SEPARATOR_TOKENS),
        settings.strings(Setting.DICTIONARY),
        settings.strings(Setting.STOP_WORDS));
  }

  /** True if documents must be indexed again after this change. */
  static boolean differs(IndexSettings before, IndexSettings after) {
    return SETTINGS.stream().anyMatch(setting -> !before.get(setting).equals(after.get(setting)));
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** True if words of this attribute are found. */
  boolean searches(String path) {
    if (NEVER_SEARCHED.stream().anyMatch(name -> AttributePattern.isInside(path, name))) {
      return false;
    }
    return everythingSearchable
        || searchable.stream().anyMatch(name -> AttributePattern.isInside(path, name));
  }

  /** True if values of this attribute are filtered or sorted. */
  boolean facets(String path) {
    for (FilterableRule rule : filterable) {
      if (rule.match(path) == AttributePattern.MATCH) {
        return true;
      }
    }
    return ordered.stream().anyMatch(name -> AttributePattern.isInside(path, name));
  }

  /** True if places of documents are filtered or sorted. */
  boolean geographic() {
    return geographic;
  }
}
