package miroir.gateway.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nodes are asked for one search of a client: the page itself, and the smaller questions of
 * later rounds (merge-measured.md §1, §3–§5).
 */
final class NodeQuery {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Parameters that decide which documents match, beside the threshold and distinct. */
  private static final List<String> MATCHING =
      List.of("q", "filter", "matchingStrategy", "attributesToSearchOn", "locales");

  private final SearchRequest request;
  private final IndexShape index;
  private final @Nullable String distinct;
  private final boolean wholeDocuments;
  private final List<String> added = new ArrayList<>();

  NodeQuery(SearchRequest request, IndexShape index) {
    this.request = request;
    this.index = index;
    this.distinct = request.distinct();
    // Facets of a distinct page are counted from its hits, of whatever fields these are.
    this.wholeDocuments = distinct != null && !request.paged() && !request.list("facets").isEmpty();
    @Nullable List<String> retrieved = request.retrieved();
    if (retrieved != null && !wholeDocuments) {
      addTo(retrieved, index.primaryKey());
      addTo(retrieved, distinct);
    }
  }

  private void addTo(List<String> retrieved, @Nullable String field) {
    if (field != null && !AttributeList.covers(retrieved, field) && !added.contains(field)) {
      added.add(field);
    }
  }

  /** Returns fields that nodes send for the merge alone. */
  List<String> added() {
    return added;
  }

  /** Returns whether nodes send whole documents though the client asked for some fields. */
  boolean wholeDocuments() {
    return wholeDocuments;
  }

  /** Returns the request for a node's best hits. */
  ObjectNode page(int depth) {
    ObjectNode page = request.body().deepCopy();
    page.remove(List.of("offset", "limit", "page", "hitsPerPage"));
    if (request.paged()) {
      page.put("page", 1).put("hitsPerPage", depth);
    } else {
      page.put("limit", depth);
    }
    page.put("showRankingScore", true).put("showRankingScoreDetails", true);
    @Nullable List<String> retrieved = request.retrieved();
    page.remove("attributesToRetrieve");
    if (retrieved != null && !wholeDocuments) {
      ArrayNode list = page.putArray("attributesToRetrieve");
      retrieved.forEach(list::add);
      added.forEach(list::add);
    }
    limitToDisplayed(page, "attributesToHighlight");
    limitToDisplayed(page, "attributesToCrop");
    if (request.list("facets").contains("*")) {
      ArrayNode facets = page.putArray("facets");
      request.facets().forEach(facets::add);
    }
    return page;
  }

  private void limitToDisplayed(ObjectNode page, String parameter) {
    @Nullable List<String> displayed = index.displayed();
    if (displayed == null || !page.hasNonNull(parameter)) {
      return;
    }
    ArrayNode limited = page.putArray(parameter);
    for (String entry : request.list(parameter)) {
      String name = AttributeList.name(entry);
      for (String visible : AttributeList.visible(List.of(name), displayed)) {
        limited.add(visible + entry.substring(name.length()));
      }
    }
  }

  /** Returns the request for a node's best hits once more, deeper, without facets. */
  ObjectNode deeperPage(int depth) {
    ObjectNode page = page(depth);
    page.remove("facets");
    return page;
  }

  /** Returns the request for as many hits as there can be, with the distinct field alone. */
  ObjectNode allHits(String field) {
    ObjectNode all = deeperPage(index.maxTotalHits());
    all.remove(List.of("attributesToHighlight", "attributesToCrop", "showMatchesPosition"));
    if (!wholeDocuments) {
      ArrayNode list = all.putArray("attributesToRetrieve").add(field);
      if (index.primaryKey() != null) {
        list.add(index.primaryKey());
      }
    }
    return all;
  }

  /** Returns the question how many documents match, whatever their scores. */
  ObjectNode count() {
    ObjectNode count = matching();
    count.put("limit", 0);
    List<String> facets = request.facets();
    if (!facets.isEmpty()) {
      ArrayNode list = count.putArray("facets");
      facets.forEach(list::add);
    }
    return count;
  }

  /** Returns the question which values a field has among the documents of a distinct search. */
  ObjectNode distinctValues(String field) {
    ObjectNode values = matching();
    if (request.hasThreshold()) {
      values.set("rankingScoreThreshold", request.body().get("rankingScoreThreshold"));
    }
    values.put("distinct", field).put("page", 1).put("hitsPerPage", 0);
    values.putArray("facets").add(field);
    return values;
  }

  /** Returns the question whether a node knows a word, wherever it stands. */
  static ObjectNode knows(String word) {
    ObjectNode probe = MAPPER.createObjectNode();
    probe.put("q", '"' + word + '"').put("limit", 0).putArray("attributesToRetrieve");
    return probe;
  }

  private ObjectNode matching() {
    ObjectNode matching = MAPPER.createObjectNode();
    for (String parameter : MATCHING) {
      if (request.body().hasNonNull(parameter)) {
        matching.set(parameter, request.body().get(parameter));
      }
    }
    return matching;
  }

  /**
   * Returns a request's bytes with more clauses in its filter. They are joined as elements of an
   * array, which neither changes precedence nor costs the client a level of nesting.
   *
   * @param clauses filters in text form; null ones are left out
   */
  static byte[] withFilters(ObjectNode request, @Nullable String... clauses) {
    ObjectNode joined = MAPPER.createObjectNode();
    joined.setAll(request);
    for (@Nullable String clause : clauses) {
      if (clause != null) {
        joined.set("filter", joined(joined.get("filter"), clause));
      }
    }
    try {
      return MAPPER.writeValueAsBytes(joined);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree cannot be written", impossible);
    }
  }

  private static ArrayNode joined(@Nullable JsonNode filter, String clause) {
    ArrayNode joined = MAPPER.createArrayNode();
    if (filter != null && filter.isArray()) {
      joined.addAll((ArrayNode) filter);
    } else if (filter != null && !filter.isNull()) {
      joined.add(filter);
    }
    return joined.add(clause);
  }
}
