package miroir.gateway.api.search;

import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.Checks;
import miroir.gateway.api.check.ObjectShape;
import miroir.gateway.api.check.ParameterShape;
import miroir.gateway.api.settings.Locales;

/** What the bodies and query strings of searches may hold. */
public final class SearchShapes {
  private static final String BAD_THRESHOLD =
      "the value of `rankingScoreThreshold` is invalid, expected a float between `0.0` and `1.0`.";
  private static final String BAD_RATIO =
      "the value of `semanticRatio` is invalid, expected a float between `0.0` and `1.0`.";

  /** Body of {@code POST /search}. */
  public static final ObjectShape SEARCH = query(ObjectShape.object(ErrorCode.BAD_REQUEST), false);

  /** One element of {@code queries} in {@code POST /multi-search}. */
  private static final ObjectShape MULTI_QUERY =
      query(
              ObjectShape.object(ErrorCode.BAD_REQUEST)
                  .required(
                      "indexUid",
                      Checks.indexUid(ErrorCode.INVALID_INDEX_UID),
                      ErrorCode.MISSING_INDEX_UID),
              true)
          .field("federationOptions", federationOptions().orNull());

  /** Body of {@code POST /multi-search}. */
  public static final ObjectShape MULTI_SEARCH =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .required(
              "queries", Checks.array(ErrorCode.BAD_REQUEST, MULTI_QUERY), ErrorCode.BAD_REQUEST)
          .field("federation", federation().orNull());

  /** Body of {@code POST /facet-search}; parameters of plain searches are ignored there. */
  public static final ObjectShape FACET_SEARCH =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .open()
          .field("facetQuery", Checks.string(ErrorCode.INVALID_FACET_SEARCH_QUERY).orNull())
          .required(
              "facetName",
              Checks.string(ErrorCode.INVALID_FACET_SEARCH_FACET_NAME),
              ErrorCode.MISSING_FACET_SEARCH_FACET_NAME)
          .field("q", Checks.string(ErrorCode.INVALID_SEARCH_Q).orNull())
          .field("vector", vector())
          .field("media", Checks.anything())
          .field("hybrid", hybrid().orNull())
          .field("filter", Checks.anything())
          .field("matchingStrategy", matchingStrategy())
          .field(
              "attributesToSearchOn",
              Checks.strings(ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON).orNull())
          .field("rankingScoreThreshold", threshold())
          .field("locales", locales())
          .field(
              "exhaustiveFacetCount",
              Checks.bool(ErrorCode.INVALID_FACET_SEARCH_EXHAUSTIVE_FACET_COUNT).orNull())
          .field("useNetwork", Checks.bool(ErrorCode.INVALID_SEARCH_USE_NETWORK).orNull());

  /** Parameters of {@code GET /search}. */
  public static final ParameterShape PARAMETERS = parameters();

  private SearchShapes() {}

  private static ObjectShape query(ObjectShape shape, boolean pageOptional) {
    Check offset = Checks.positiveInteger(ErrorCode.INVALID_SEARCH_OFFSET);
    Check limit = Checks.positiveInteger(ErrorCode.INVALID_SEARCH_LIMIT);
    Check performance = Checks.bool(ErrorCode.INVALID_SEARCH_SHOW_PERFORMANCE_DETAILS);
    shape
        .field("q", Checks.string(ErrorCode.INVALID_SEARCH_Q).orNull())
        .field("offset", pageOptional ? offset.orNull() : offset)
        .field("limit", pageOptional ? limit.orNull() : limit)
        .field("page", Checks.positiveInteger(ErrorCode.INVALID_SEARCH_PAGE).orNull())
        .field(
            "hitsPerPage", Checks.positiveInteger(ErrorCode.INVALID_SEARCH_HITS_PER_PAGE).orNull())
        .field(
            "attributesToRetrieve",
            Checks.strings(ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_RETRIEVE).orNull())
        .field(
            "attributesToCrop",
            Checks.strings(ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_CROP).orNull())
        .field("cropLength", Checks.positiveInteger(ErrorCode.INVALID_SEARCH_CROP_LENGTH))
        .field("cropMarker", Checks.string(ErrorCode.INVALID_SEARCH_CROP_MARKER))
        .field(
            "attributesToHighlight",
            Checks.strings(ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_HIGHLIGHT).orNull())
        .field("highlightPreTag", Checks.string(ErrorCode.INVALID_SEARCH_HIGHLIGHT_PRE_TAG))
        .field("highlightPostTag", Checks.string(ErrorCode.INVALID_SEARCH_HIGHLIGHT_POST_TAG))
        .field("showMatchesPosition", Checks.bool(ErrorCode.INVALID_SEARCH_SHOW_MATCHES_POSITION))
        .field("filter", Checks.anything())
        .field("sort", Checks.strings(ErrorCode.INVALID_SEARCH_SORT).orNull())
        .field("distinct", Checks.string(ErrorCode.INVALID_SEARCH_DISTINCT).orNull())
        .field("facets", Checks.strings(ErrorCode.INVALID_SEARCH_FACETS).orNull())
        .field("matchingStrategy", matchingStrategy())
        .field(
            "attributesToSearchOn",
            Checks.strings(ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON).orNull())
        .field("rankingScoreThreshold", threshold())
        .field("locales", locales())
        .field("hybrid", hybrid().orNull())
        .field("vector", vector())
        .field("retrieveVectors", Checks.bool(ErrorCode.INVALID_SEARCH_RETRIEVE_VECTORS))
        .field("media", Checks.anything())
        .field("personalize", personalize().orNull())
        .field("useNetwork", Checks.bool(ErrorCode.INVALID_SEARCH_USE_NETWORK).orNull())
        .field("showRankingScore", Checks.bool(ErrorCode.INVALID_SEARCH_SHOW_RANKING_SCORE))
        .field(
            "showRankingScoreDetails",
            Checks.bool(ErrorCode.INVALID_SEARCH_SHOW_RANKING_SCORE_DETAILS))
        .field("showPerformanceDetails", pageOptional ? performance.orNull() : performance);
    return shape;
  }

  private static Check matchingStrategy() {
    return Checks.oneOf(ErrorCode.INVALID_SEARCH_MATCHING_STRATEGY, MatchingStrategy.WORDS);
  }

  private static Check threshold() {
    return Checks.numberBetween(
            ErrorCode.INVALID_SEARCH_RANKING_SCORE_THRESHOLD, 0, 1, BAD_THRESHOLD)
        .orNull();
  }

  private static Check locales() {
    ErrorCode code = ErrorCode.INVALID_SEARCH_LOCALES;
    return Checks.array(code, Checks.oneOf(code, Locales.all())).orNull();
  }

  private static Check vector() {
    ErrorCode code = ErrorCode.INVALID_SEARCH_VECTOR;
    return Checks.array(code, Checks.number(code)).orNull();
  }

  private static Check hybrid() {
    return ObjectShape.object(ErrorCode.INVALID_SEARCH_HYBRID_QUERY)
        .unknownFields(ErrorCode.INVALID_SEARCH_HYBRID_QUERY)
        .field(
            "semanticRatio",
            Checks.numberBetween(ErrorCode.INVALID_SEARCH_SEMANTIC_RATIO, 0, 1, BAD_RATIO))
        .required(
            "embedder",
            Checks.string(ErrorCode.INVALID_SEARCH_EMBEDDER),
            ErrorCode.INVALID_SEARCH_HYBRID_QUERY);
  }

  private static Check personalize() {
    return ObjectShape.object(ErrorCode.INVALID_SEARCH_PERSONALIZE)
        .unknownFields(ErrorCode.INVALID_SEARCH_PERSONALIZE)
        .required(
            "userContext",
            Checks.string(ErrorCode.INVALID_SEARCH_PERSONALIZE_USER_CONTEXT),
            ErrorCode.INVALID_SEARCH_PERSONALIZE);
  }

  private static Check federationOptions() {
    ErrorCode code = ErrorCode.INVALID_MULTI_SEARCH_FEDERATION_OPTIONS;
    return ObjectShape.object(code)
        .unknownFields(code)
        .field(
            "weight",
            Checks.numberBetween(
                ErrorCode.INVALID_MULTI_SEARCH_WEIGHT,
                0,
                Double.MAX_VALUE,
                "the value of `weight` is invalid, expected a positive float (>= 0.0)."))
        .field("remote", Checks.string(ErrorCode.INVALID_MULTI_SEARCH_REMOTE).orNull())
        .field(
            "queryPosition",
            Checks.positiveInteger(ErrorCode.INVALID_MULTI_SEARCH_QUERY_POSITION).orNull());
  }

  private static Check federation() {
    Check mergeFacets =
        ObjectShape.object(ErrorCode.INVALID_MULTI_SEARCH_MERGE_FACETS)
            .unknownFields(ErrorCode.INVALID_MULTI_SEARCH_MERGE_FACETS)
            .field(
                "maxValuesPerFacet",
                Checks.positiveInteger(ErrorCode.INVALID_MULTI_SEARCH_MAX_VALUES_PER_FACET)
                    .orNull());
    ErrorCode facets = ErrorCode.INVALID_MULTI_SEARCH_FACETS_BY_INDEX;
    return ObjectShape.object(ErrorCode.INVALID_MULTI_SEARCH_FEDERATED)
        .field("limit", Checks.positiveInteger(ErrorCode.INVALID_SEARCH_LIMIT))
        .field("offset", Checks.positiveInteger(ErrorCode.INVALID_SEARCH_OFFSET))
        .field("page", Checks.positiveInteger(ErrorCode.INVALID_SEARCH_PAGE).orNull())
        .field(
            "hitsPerPage", Checks.positiveInteger(ErrorCode.INVALID_SEARCH_HITS_PER_PAGE).orNull())
        .field("facetsByIndex", Checks.map(facets, Checks.strings(facets).orNull()))
        .field("mergeFacets", mergeFacets.orNull())
        .field("distinct", Checks.string(ErrorCode.INVALID_SEARCH_DISTINCT).orNull())
        .field(
            "showPerformanceDetails",
            Checks.bool(ErrorCode.INVALID_SEARCH_SHOW_PERFORMANCE_DETAILS))
        .field("personalize", personalize().orNull());
  }

  private static ParameterShape parameters() {
    return ParameterShape.parameters()
        .with("q")
        .with("offset", ParameterShape.positiveInteger(ErrorCode.INVALID_SEARCH_OFFSET))
        .with("limit", ParameterShape.positiveInteger(ErrorCode.INVALID_SEARCH_LIMIT))
        .with("page", ParameterShape.positiveInteger(ErrorCode.INVALID_SEARCH_PAGE))
        .with("hitsPerPage", ParameterShape.positiveInteger(ErrorCode.INVALID_SEARCH_HITS_PER_PAGE))
        .with("attributesToRetrieve")
        .with("attributesToCrop")
        .with("cropLength", ParameterShape.positiveInteger(ErrorCode.INVALID_SEARCH_CROP_LENGTH))
        .with("cropMarker")
        .with("attributesToHighlight")
        .with("highlightPreTag")
        .with("highlightPostTag")
        .with(
            "showMatchesPosition",
            ParameterShape.bool(ErrorCode.INVALID_SEARCH_SHOW_MATCHES_POSITION))
        .with("filter")
        .with("sort")
        .with("distinct")
        .with("facets")
        .with("matchingStrategy", SearchShapes::matchingStrategyParameter)
        .with("attributesToSearchOn")
        .with("rankingScoreThreshold", SearchShapes::thresholdParameter)
        .with("locales")
        .with("hybridEmbedder")
        .with("hybridSemanticRatio")
        .with("vector")
        .with("retrieveVectors", ParameterShape.bool(ErrorCode.INVALID_SEARCH_RETRIEVE_VECTORS))
        .with("personalizeUserContext")
        .with("useNetwork", ParameterShape.bool(ErrorCode.INVALID_SEARCH_USE_NETWORK))
        .with("showRankingScore", ParameterShape.bool(ErrorCode.INVALID_SEARCH_SHOW_RANKING_SCORE))
        .with(
            "showRankingScoreDetails",
            ParameterShape.bool(ErrorCode.INVALID_SEARCH_SHOW_RANKING_SCORE_DETAILS))
        .with(
            "showPerformanceDetails",
            ParameterShape.bool(ErrorCode.INVALID_SEARCH_SHOW_PERFORMANCE_DETAILS));
  }

  private static void matchingStrategyParameter(String name, String value) {
    if (!MatchingStrategy.WORDS.contains(value)) {
      throw ErrorCode.INVALID_SEARCH_MATCHING_STRATEGY.refusal(
          "Unknown value `"
              + value
              + "` for parameter `"
              + name
              + "`: expected one of `"
              + String.join("`, `", MatchingStrategy.WORDS)
              + "`");
    }
  }

  private static void thresholdParameter(String name, String value) {
    ErrorCode code = ErrorCode.INVALID_SEARCH_RANKING_SCORE_THRESHOLD;
    try {
      double threshold = Double.parseDouble(value);
      if (threshold >= 0 && threshold <= 1) {
        return;
      }
    } catch (NumberFormatException e) {
      throw ParameterShape.invalid(code, name, BAD_THRESHOLD);
    }
    throw ParameterShape.invalid(code, name, BAD_THRESHOLD);
  }
}
