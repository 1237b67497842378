package miroir.gateway.api.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.JsonPath;
import miroir.gateway.api.check.Parameters;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.json.Json;

/**
 * One search, checked. Lists that were not given are empty optionals.
 *
 * @param body the request as JSON, defaults not filled in
 */
public record SearchQuery(ObjectNode body) {
  private static final int DEFAULT_LIMIT = 20;
  private static final int DEFAULT_CROP_LENGTH = 10;

  /** Checks the body of {@code POST /search}. Throws {@link miroir.gateway.api.Refusal}. */
  public static SearchQuery parse(JsonNode body) {
    SearchShapes.SEARCH.check(body, JsonPath.ROOT);
    return of((ObjectNode) body);
  }

  /** Takes a query of a multi-search that was checked with the whole body. */
  public static SearchQuery of(ObjectNode checked) {
    SearchQuery query = new SearchQuery(checked);
    boolean vector = checked.hasNonNull("vector") || checked.hasNonNull("media");
    if (vector && !checked.hasNonNull("hybrid")) {
      throw ErrorCode.MISSING_SEARCH_HYBRID.refusal(
          "Invalid request: missing `hybrid` parameter when `vector` or `media` are present.");
    }
    return query;
  }

  /** Checks the query string of {@code GET /search} and turns it into the same. */
  public static SearchQuery parse(Parameters given) {
    SearchShapes.PARAMETERS.check(given);
    ObjectNode body = Json.object();
    for (String name : List.of("offset", "limit", "page", "hitsPerPage", "cropLength")) {
      given.text(name).ifPresent(text -> body.put(name, given.integer(name, 0)));
    }
    for (String name :
        List.of(
            "q",
            "cropMarker",
            "highlightPreTag",
            "highlightPostTag",
            "distinct",
            "matchingStrategy")) {
      given.text(name).ifPresent(text -> body.put(name, text));
    }
    for (String name :
        List.of(
            "showMatchesPosition",
            "retrieveVectors",
            "useNetwork",
            "showRankingScore",
            "showRankingScoreDetails",
            "showPerformanceDetails")) {
      given.text(name).ifPresent(text -> body.put(name, given.flag(name)));
    }
    for (String name :
        List.of(
            "attributesToRetrieve",
            "attributesToCrop",
            "attributesToHighlight",
            "facets",
            "attributesToSearchOn",
            "locales")) {
      given.text(name).ifPresent(text -> putList(body, name, List.of(text.split(",", -1))));
    }
    given.text("filter").ifPresent(t -> body.set("filter", DocumentRequests.filterParameter(t)));
    given.text("sort").ifPresent(text -> putList(body, "sort", splitSort(text)));
    given
        .text("rankingScoreThreshold")
        .ifPresent(text -> body.put("rankingScoreThreshold", Double.parseDouble(text)));
    putHybrid(given, body);
    return parse(body);
  }

  private static void putHybrid(Parameters given, ObjectNode body) {
    given
        .text("hybridEmbedder")
        .ifPresent(
            embedder -> {
              ObjectNode hybrid = body.putObject("hybrid").put("embedder", embedder);
              given
                  .text("hybridSemanticRatio")
                  .ifPresent(ratio -> hybrid.put("semanticRatio", Double.parseDouble(ratio)));
            });
    given
        .text("vector")
        .ifPresent(
            text -> {
              ArrayNode vector = body.putArray("vector");
              for (String number : text.split(",", -1)) {
                vector.add(Double.parseDouble(number.trim()));
              }
            });
  }

  private static void putList(ObjectNode body, String name, List<String> values) {
    ArrayNode array = body.putArray(name);
    values.forEach(array::add);
  }

  /** Splits at commas, except within the parentheses of {@code _geoPoint(..)}. */
  public static List<String> splitSort(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The words searched; empty if there are none. */
  public Optional<String> words() {
    return Optional.ofNullable(body.path("q").textValue());
  }

  /** How many hits are skipped. */
  public int offset() {
    return integer("offset", 0);
  }

  /** How many hits are shown. */
  public int limit() {
    return integer("limit", DEFAULT_LIMIT);
  }

  /** True if pages are counted, exhaustively. */
  public boolean paged() {
    return body.hasNonNull("page") || body.hasNonNull("hitsPerPage");
  }

  /** The page, from 1; page 0 shows no hits. */
  public int page() {
    return integer("page", 1);
  }

  /** Hits of a page. */
  public int hitsPerPage() {
    return integer("hitsPerPage", DEFAULT_LIMIT);
  }

  /** How many words a crop keeps. */
  public int cropLength() {
    return integer("cropLength", DEFAULT_CROP_LENGTH);
  }

  /** What stands where something was cropped. */
  public String cropMarker() {
    return body.path("cropMarker").asText("…");
  }

  /** What stands before a match. */
  public String highlightPreTag() {
    return body.path("highlightPreTag").asText("<em>");
  }

  /** What stands behind a match. */
  public String highlightPostTag() {
    return body.path("highlightPostTag").asText("</em>");
  }

  /** How words may be left out. */
  public MatchingStrategy matchingStrategy() {
    return MatchingStrategy.of(body.path("matchingStrategy").asText("last"));
  }

  /** The least score of a hit. */
  public OptionalDouble rankingScoreThreshold() {
    JsonNode threshold = body.path("rankingScoreThreshold");
    return threshold.isNumber()
        ? OptionalDouble.of(threshold.doubleValue())
        : OptionalDouble.empty();
  }

  /** The filter as sent; null-valued and absent ones are empty. */
  public Optional<JsonNode> filter() {
    return Optional.ofNullable(body.get("filter")).filter(filter -> !filter.isNull());
  }

  /** The attribute of which each value is shown once. */
  public Optional<String> distinct() {
    return Optional.ofNullable(body.path("distinct").textValue());
  }

  /** A list of strings. */
  public Optional<List<String>> list(String name) {
    JsonNode list = body.path(name);
    if (!list.isArray()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    list.forEach(value -> values.add(value.asText()));
    return Optional.of(List.copyOf(values));
  }

  /** A truth that is false by default. */
  public boolean flag(String name) {
    return body.path(name).asBoolean(false);
  }

  private int integer(String name, int otherwise) {
    JsonNode number = body.path(name);
    if (!number.isIntegralNumber()) {
      return otherwise;
    }
    return number.canConvertToInt() ? number.intValue() : Integer.MAX_VALUE;
  }
}
