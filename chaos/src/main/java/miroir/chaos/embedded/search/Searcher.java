package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import miroir.chaos.embedded.highlight.MatchFinder;
import miroir.chaos.embedded.highlight.TextFormatter;
import miroir.chaos.embedded.ranking.KeywordRanking;
import miroir.chaos.embedded.ranking.RankedHits;
import miroir.chaos.embedded.ranking.RankingRequest;
import miroir.chaos.embedded.ranking.Score;
import miroir.chaos.embedded.store.GeoFilter;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.IndexingPlan;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.attribute.FilterFeatures;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.document.GeoField;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.search.SearchQuery;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;
import org.jspecify.annotations.Nullable;

/** Answers one search on one index. */
public final class Searcher {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final IndexView view;
  private final String uid;
  private final SearchQuery query;
  private final IndexSettings settings;
  private final long startNanos = System.nanoTime();

  private Searcher(IndexView view, String uid, SearchQuery query) {
    this.view = view;
    this.uid = uid;
    this.query = query;
    this.settings = view.state().settings();
  }

  /**
   * The body of the answer.
   *
   * @param uid the index's name, for messages
   * @throws miroir.gateway.api.Refusal if the settings do not allow the search
   */
  public static ObjectNode search(IndexView view, String uid, SearchQuery query) {
    return new Searcher(view, uid, query).search();
  }

  private ObjectNode search() {
    requireKeywordSearch();
    List<SortExpression> sorts = sorts();
    query.distinct().ifPresent(this::requireDistinct);
    BitSet universe = IndexFilter.apply(view, uid, query.filter());
    RankedHits ranked = rank(universe, sorts);
    ObjectNode json = Json.object();
    json.set("hits", hits(ranked, sorts));
    json.put("query", query.words().orElse(""));
    json.put("processingTimeMs", (System.nanoTime() - startNanos) / 1_000_000);
    addTotals(json, ranked.candidates().cardinality());
    query
        .list("facets")
        .filter(patterns -> !patterns.isEmpty())
        .ifPresent(patterns -> addFacets(json, patterns, ranked.candidates()));
    json.put("requestUid", requestUid().toString());
    return json;
  }

  private void requireKeywordSearch() {
    double ratio = query.body().path("hybrid").path("semanticRatio").asDouble(0.5);
    boolean something =
        query.body().hasNonNull("vector")
            || query.words().map(words -> !words.isBlank()).orElse(false);
    if (query.body().hasNonNull("hybrid") && ratio > 0 && something) {
      throw ErrorCode.MIROIR_NOT_IMPLEMENTED.refusal(
          "The embedded node does not implement searches by vectors.");
    }
  }

  private List<SortExpression> sorts() {
    List<String> texts = query.list("sort").orElse(List.of());
    ErrorCode code = ErrorCode.INVALID_SEARCH_SORT;
    List<SortExpression> sorts = Sorts.read(view, texts, code, "Index `" + uid + "`: ");
    if (!sorts.isEmpty() && !settings.strings(Setting.RANKING_RULES).contains("sort")) {
      throw code.refusal(
          "Index `"
              + uid
              + "`: You must specify where `sort` is listed in the rankingRules setting to use the"
              + " sort parameter at search time.");
    }
    return sorts;
  }

  private void requireDistinct(String field) {
    FilterableRules rules = settings.filterableRules();
    if (!rules.filterable(field)) {
      SortedSet<String> patterns = rules.patterns(FilterFeatures::filterable);
      throw ErrorCode.INVALID_SEARCH_DISTINCT.refusal(
          "Index `"
              + uid
              + "`: Attribute `"
              + field
              + "` is not filterable and thus, cannot be used as distinct attribute. "
              + (patterns.isEmpty()
                  ? "This index does not have configured filterable attributes."
                  : "Available filterable attributes patterns are: `"
                      + String.join(", ", patterns)
                      + "`."));
    }
  }

  private RankedHits rank(BitSet universe, List<SortExpression> sorts) {
    Optional<String> distinct = query.distinct().or(settings::distinctAttribute);
    RankingRequest request =
        new RankingRequest(
            query.words(),
            universe,
            sorts,
            query.matchingStrategy(),
            query.list("attributesToSearchOn"),
            distinct,
            (int) Math.min(firstHit() + hitCount(), settings.maxTotalHits()),
            query.paged(),
            settings.maxTotalHits(),
            query.rankingScoreThreshold());
    return KeywordRanking.rank(view, uid, request);
  }

  private long firstHit() {
    return query.paged() ? Math.max(0, query.page() - 1L) * query.hitsPerPage() : query.offset();
  }

  private long hitCount() {
    if (query.paged()) {
      return query.page() == 0 ? 0 : query.hitsPerPage();
    }
    return query.limit();
  }

  private void addTotals(ObjectNode json, int total) {
    if (!query.paged()) {
      json.put("limit", query.limit()).put("offset", query.offset());
      json.put("estimatedTotalHits", total);
      return;
    }
    int size = query.hitsPerPage();
    json.put("hitsPerPage", size).put("page", query.page());
    json.put("totalPages", size == 0 ? 0 : (total + size - 1) / size);
    json.put("totalHits", total);
  }

  private void addFacets(ObjectNode json, List<String> patterns, BitSet candidates) {
    Facets facets = Facets.of(view, patterns, candidates);
    json.set("facetDistribution", facets.distribution());
    json.set("facetStats", facets.statistics());
  }

  private ArrayNode hits(RankedHits ranked, List<SortExpression> sorts) {
    MatchFinder finder = new MatchFinder(IndexingPlan.tokenizer(settings), ranked.terms());
    TextFormatter formatter =
        new TextFormatter(
            finder, query.highlightPreTag(), query.highlightPostTag(), query.cropMarker());
    HitView shown = new HitView(view.state(), query, formatter);
    ArrayNode hits = Json.object().arrayNode();
    ranked.hits().stream()
        .skip(firstHit())
        .limit(hitCount())
        .forEach(hit -> hits.add(hit(hit, shown, sorts)));
    return hits;
  }

  private ObjectNode hit(RankedHits.Hit hit, HitView shown, List<SortExpression> sorts) {
    ObjectNode document = view.document(hit.number());
    var vectors = document.remove("_vectors");
    ObjectNode json = shown.fields(document);
    if (query.flag("retrieveVectors")) {
      json.set("_vectors", vectors == null ? Json.object() : vectors);
    }
    SortExpression.Point point = firstPoint(sorts);
    if (point != null) {
      GeoField.place(json).ifPresent(place -> json.put("_geoDistance", distance(point, place)));
    }
    HitView.Formatted formatted = shown.formatted(document);
    formatted.document().ifPresent(value -> json.set("_formatted", value));
    formatted.matches().ifPresent(value -> json.set("_matchesPosition", value));
    if (query.flag("showRankingScore")) {
      json.put("_rankingScore", Score.global(hit.scores()));
    }
    if (query.flag("showRankingScoreDetails")) {
      List<String> rules = settings.strings(Setting.RANKING_RULES);
      boolean apart = rules.contains("attributeRank") || rules.contains("wordPosition");
      json.set("_rankingScoreDetails", ScoreDetails.of(hit.scores(), !apart));
    }
    return json;
  }

  private static SortExpression.@Nullable Point firstPoint(List<SortExpression> sorts) {
    for (SortExpression sort : sorts) {
      if (sort.point() != null) {
        return sort.point();
      }
    }
    return null;
  }

  private static long distance(SortExpression.Point from, GeoField.Place to) {
    return Math.round(
        GeoFilter.distanceMetres(from.latitude(), from.longitude(), to.latitude(), to.longitude()));
  }

  /** A version 7 UUID: time first, then chance. */
  private static UUID requestUid() {
    long high = System.currentTimeMillis() << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
    long low = RANDOM.nextLong() >>> 2 | 1L << 63;
    return new UUID(high, low);
  }
}
