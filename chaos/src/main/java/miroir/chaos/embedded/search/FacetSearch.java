package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import miroir.chaos.embedded.facet.FacetCounts;
import miroir.chaos.embedded.ranking.KeywordRanking;
import miroir.chaos.embedded.ranking.RankingRequest;
import miroir.chaos.embedded.ranking.WordDistance;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.text.WordForm;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.attribute.FilterFeatures;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.search.SearchQuery;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;
import miroir.gateway.api.settings.TypoTolerance;
import org.apache.lucene.util.BytesRef;

/** Searches the values of one facet. */
public final class FacetSearch {
  private static final Comparator<FacetCounts.Value> MOST_FREQUENT_FIRST =
      Comparator.comparingInt(FacetCounts.Value::count)
          .thenComparing(value -> new BytesRef(value.shown()))
          .reversed();

  private FacetSearch() {}

  /**
   * The body of the answer.
   *
   * @param body checked
   * @throws miroir.gateway.api.Refusal if the facet cannot be searched
   */
  public static ObjectNode search(IndexView view, String uid, ObjectNode body) {
    long startNanos = System.nanoTime();
    String name = body.get("facetName").textValue();
    IndexSettings settings = view.state().settings();
    requireSearchable(settings, name);
    BitSet candidates = candidates(view, uid, body);
    int attribute = view.state().attributes().find(name);
    List<FacetCounts.Value> values =
        attribute < 0 ? List.of() : FacetCounts.strings(view, attribute, candidates, view.all());
    Optional<String> query = Optional.ofNullable(body.path("facetQuery").textValue());
    List<FacetCounts.Value> found = new ArrayList<>(values);
    query.ifPresent(
        text -> {
          String wanted = WordForm.ofValue(text);
          found.removeIf(
              value -> !matches(settings.typoTolerance(), wanted, WordForm.ofValue(value.key())));
        });
    if (settings.facetByCount(name)) {
      found.sort(MOST_FREQUENT_FIRST);
    }
    ObjectNode json = Json.object();
    ArrayNode hits = json.putArray("facetHits");
    found.stream()
        .limit(settings.maxValuesPerFacet())
        .forEach(v -> hits.addObject().put("value", v.shown()).put("count", v.count()));
    json.put("facetQuery", query.orElse(null));
    json.put("processingTimeMs", (System.nanoTime() - startNanos) / 1_000_000);
    return json;
  }

  private static void requireSearchable(IndexSettings settings, String name) {
    if (!settings.get(Setting.FACET_SEARCH).asBoolean(true)) {
      throw ErrorCode.FACET_SEARCH_DISABLED.refusal("The facet search is disabled for this index");
    }
    FilterableRules rules = settings.filterableRules();
    Optional<FilterableRules.Matched> matched = rules.matching(name);
    if (matched.map(m -> m.features().facetSearch()).orElse(false)) {
      return;
    }
    String note;
    if (matched.isPresent()) {
      int rule = matched.get().position();
      note =
          "Note: this attribute matches rule #"
              + rule
              + " in filterableAttributes, but this rule does not enable facetSearch.\nHint: enable"
              + " facetSearch in rule #"
              + rule
              + " by adding `\"facetSearch\": true` to the rule.\nHint: prepend another rule"
              + " matching "
              + name
              + " with facetSearch: true before rule #"
              + rule;
    } else {
      SortedSet<String> patterns = rules.patterns(FilterFeatures::facetSearch);
      note =
          (patterns.isEmpty()
                  ? "This index does not have configured facet-searchable attributes."
                  : "Available facet-searchable attributes patterns are: `"
                      + String.join(", ", patterns)
                      + "`.")
              + " To make it facet-searchable add it to the `filterableAttributes` index settings.";
    }
    throw ErrorCode.INVALID_FACET_SEARCH_FACET_NAME.refusal(
        "Attribute `" + name + "` is not facet-searchable. " + note);
  }

  private static BitSet candidates(IndexView view, String uid, ObjectNode body) {
    SearchQuery query = new SearchQuery(body);
    BitSet universe = IndexFilter.apply(view, uid, query.filter());
    RankingRequest request =
        new RankingRequest(
            query.words(),
            universe,
            List.of(),
            query.matchingStrategy(),
            query.list("attributesToSearchOn"),
            Optional.empty(),
            0,
            false,
            view.state().settings().maxTotalHits(),
            query.rankingScoreThreshold());
    return KeywordRanking.rank(view, uid, request).candidates();
  }

  /** A value matches if it begins with what is wanted, typos allowed by its length in bytes. */
  private static boolean matches(TypoTolerance typos, String wanted, String value) {
    if (value.startsWith(wanted)) {
      return true;
    }
    int length = wanted.getBytes(StandardCharsets.UTF_8).length;
    if (!typos.enabled() || length < typos.oneTypo() || typos.exactWords().contains(wanted)) {
      return false;
    }
    return WordDistance.toPrefix(wanted, value) <= (length < typos.twoTypos() ? 1 : 2);
  }
}
