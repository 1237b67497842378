package miroir.gateway.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks of one index, read for the merge; its validity has been checked before. */
final class SearchRequest {
  private static final int DEFAULT_LIMIT = 20;

  private final ObjectNode body;
  private final IndexShape index;
  private final boolean paged;
  private final long offset;
  private final long limit;
  private final int first;
  private final int last;

  SearchRequest(ObjectNode body, IndexShape index) {
    this.body = body;
    this.index = index;
    this.paged = has("page") || has("hitsPerPage");
    if (paged) {
      offset = number("page", 1);
      limit = number("hitsPerPage", DEFAULT_LIMIT);
      first = capped(times(Math.max(0, offset - 1), limit));
      last = capped(times(offset, limit));
    } else {
      offset = number("offset", 0);
      limit = number("limit", DEFAULT_LIMIT);
      first = capped(offset);
      last = capped(offset + limit < 0 ? Long.MAX_VALUE : offset + limit);
    }
  }

  private static long times(long one, long other) {
    return Math.multiplyHigh(one, other) == 0 && one * other >= 0 ? one * other : Long.MAX_VALUE;
  }

  private int capped(long position) {
    return (int) Math.min(position, index.maxTotalHits());
  }

  ObjectNode body() {
    return body;
  }

  /** Returns whether the client pages by number, so that totals are exhaustive. */
  boolean paged() {
    return paged;
  }

  /** Returns {@code offset}, or {@code page}, as the client sent it. */
  long offset() {
    return offset;
  }

  /** Returns {@code limit}, or {@code hitsPerPage}, as the client sent it. */
  long limit() {
    return limit;
  }

  /** Returns the position of the page's first hit in the whole list. */
  int first() {
    return first;
  }

  /** Returns the position behind the page's last hit, which is how deep nodes are asked. */
  int last() {
    return last;
  }

  String query() {
    return has("q") ? body.get("q").asText() : "";
  }

  boolean hasThreshold() {
    return has("rankingScoreThreshold");
  }

  /** Returns whether both words and vectors are asked for. */
  boolean isHybrid() {
    return has("hybrid") && !query().isEmpty() && semanticRatio() > 0 && semanticRatio() < 1;
  }

  /** Returns how much vectors weigh against words, from 0 to 1. */
  double semanticRatio() {
    return body.path("hybrid").path("semanticRatio").asDouble(0.5);
  }

  boolean showsScore() {
    return body.path("showRankingScore").asBoolean(false);
  }

  boolean showsDetails() {
    return body.path("showRankingScoreDetails").asBoolean(false);
  }

  boolean showsFormatted() {
    return has("attributesToHighlight") || has("attributesToCrop");
  }

  /** Returns the attribute that is distinct, or null. */
  @Nullable String distinct() {
    return has("distinct") ? body.get("distinct").asText() : index.distinct();
  }

  /** Returns the facets asked for, {@code *} replaced by what the client made filterable. */
  List<String> facets() {
    List<String> facets = new ArrayList<>();
    for (String facet : list("facets")) {
      if (facet.equals("*") && !index.filterable().isEmpty()) {
        facets.addAll(index.filterable());
      } else {
        facets.add(facet);
      }
    }
    return facets;
  }

  /**
   * Returns the attributes that the client gets of each document, or null for all. What is not
   * displayed is left out.
   */
  @Nullable List<String> retrieved() {
    if (!has("attributesToRetrieve")) {
      return index.displayed();
    }
    List<String> named = list("attributesToRetrieve");
    return named.contains("*")
        ? index.displayed()
        : AttributeList.visible(named, index.displayed());
  }

  /** Returns the attributes to mark by {@code attributesToHighlight} or {@code …Crop}. */
  List<String> marked() {
    List<String> marked = new ArrayList<>(AttributeList.names(list("attributesToHighlight")));
    marked.addAll(AttributeList.names(list("attributesToCrop")));
    return AttributeList.visible(marked, index.displayed());
  }

  List<String> list(String parameter) {
    List<String> list = new ArrayList<>();
    for (JsonNode one : body.path(parameter)) {
      list.add(one.asText());
    }
    return list;
  }

  private boolean has(String parameter) {
    return body.hasNonNull(parameter);
  }

  private long number(String parameter, long absent) {
    return has(parameter) ? body.get(parameter).asLong() : absent;
  }
}
