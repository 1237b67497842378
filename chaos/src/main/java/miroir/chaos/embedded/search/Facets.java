package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import miroir.chaos.embedded.facet.FacetCounts;
import miroir.chaos.embedded.store.IndexView;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.attribute.AttributePattern;
import miroir.gateway.api.attribute.FilterFeatures;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.IndexSettings;

/** The facets of a search. */
record Facets(ObjectNode distribution, ObjectNode statistics) {

  /** Counts. Throws {@link miroir.gateway.api.Refusal} if a pattern means nothing filterable. */
  static Facets of(IndexView view, List<String> patterns, BitSet candidates) {
    IndexSettings settings = view.state().settings();
    FilterableRules rules = settings.filterableRules();
    patterns.forEach(pattern -> requireFilterable(rules, pattern));
    SortedSet<String> names = new TreeSet<>();
    for (String name : view.state().attributes().all()) {
      boolean asked =
          patterns.stream()
              .anyMatch(
                  pattern ->
                      AttributePattern.ofWildcard(pattern, name) == AttributePattern.MATCH
                          || AttributePattern.ofName(pattern, name) == AttributePattern.MATCH);
      if (asked && rules.filterable(name)) {
        names.add(name);
      }
    }
    ObjectNode distribution = Json.object();
    ObjectNode statistics = Json.object();
    for (String name : names) {
      int attribute = view.state().attributes().find(name);
      distribution.set(
          name,
          FacetCounts.distribution(
              view,
              attribute,
              candidates,
              settings.maxValuesPerFacet(),
              settings.facetByCount(name)));
      ObjectNode range = FacetCounts.statistics(view, attribute, candidates);
      if (!range.isEmpty()) {
        statistics.set(name, range);
      }
    }
    return new Facets(distribution, statistics);
  }

  private static void requireFilterable(FilterableRules rules, String pattern) {
    boolean known =
        rules.rules().stream()
            .anyMatch(rule -> rule.features().filterable() && rule.intersects(pattern));
    if (!known) {
      SortedSet<String> patterns = rules.patterns(FilterFeatures::filterable);
      throw ErrorCode.INVALID_SEARCH_FACETS.refusal(
          "Invalid facet distribution: Pattern `"
              + pattern
              + "` is not filterable. "
              + (patterns.isEmpty()
                  ? "This index does not have configured filterable attributes."
                  : "Available filterable attributes patterns are: `"
                      + String.join(", ", patterns)
                      + "`."));
    }
  }
}
