package miroir.gateway.merge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miroir.gateway.json.Elements;
import miroir.gateway.json.FieldValue;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.JsonOutput;
import miroir.gateway.json.Members;
import org.jspecify.annotations.Nullable;

/** One search among the values of a facet: what nodes are asked, and their answers merged. */
public final class FacetSearchMerge {
  private final ObjectNode request;
  private final IndexShape index;

  /**
   * Prepares a facet search.
   *
   * @param request the client's request, valid
   * @param index what the client's settings say of the index
   */
  public FacetSearchMerge(ObjectNode request, IndexShape index) {
    this.request = request;
    this.index = index;
  }

  /** Returns what each node is asked, given the filter that limits it to its shards, or null. */
  public List<Step.Ask> requests(List<@Nullable String> shardFilters) {
    List<Step.Ask> requests = new ArrayList<>();
    for (int node = 0; node < shardFilters.size(); node++) {
      requests.add(new Step.Ask(node, NodeQuery.withFilters(request, shardFilters.get(node))));
    }
    return requests;
  }

  /**
   * Adds up the counts of equal values, in the order and number that one server shows.
   *
   * @param answers the nodes' answers, all with status 200
   * @throws IllegalArgumentException when one is no answer to a facet search
   */
  public byte[] merge(List<byte[]> answers) {
    Map<FieldValue, FacetEntry> values = new LinkedHashMap<>();
    long processingMillis = 0;
    Optional<NodePage.Range> facetQuery = Optional.empty();
    for (byte[] json : answers) {
      Members members = new Members(json, JsonBytes.skipSpace(json, 0));
      while (members.next()) {
        if (members.keyIs("facetHits")) {
          members.endsAt(addHits(json, members.valueFrom(), values));
        } else if (members.keyIs("processingTimeMs")) {
          long millis = JsonBytes.integer(json, members.valueFrom(), members.valueTo());
          processingMillis = Math.max(processingMillis, millis);
        } else if (members.keyIs("facetQuery") && facetQuery.isEmpty()) {
          facetQuery =
              Optional.of(new NodePage.Range(json, members.valueFrom(), members.valueTo()));
        }
      }
    }
    return write(values, facetQuery, processingMillis);
  }

  private static int addHits(byte[] json, int at, Map<FieldValue, FacetEntry> values) {
    Elements hits = new Elements(json, at);
    while (hits.next()) {
      byte[] key = new byte[0];
      String text = "";
      long count = 0;
      Members members = new Members(json, hits.from());
      while (members.next()) {
        if (members.keyIs("value")) {
          key = Arrays.copyOfRange(json, members.valueFrom(), members.valueTo());
          text = JsonBytes.string(json, members.valueFrom(), members.valueTo());
        } else if (members.keyIs("count")) {
          count = JsonBytes.integer(json, members.valueFrom(), members.valueTo());
        }
      }
      values.merge(FieldValue.text(text), new FacetEntry(key, text, count), FacetEntry::joined);
    }
    return hits.to();
  }

  private byte[] write(
      Map<FieldValue, FacetEntry> values,
      Optional<NodePage.Range> facetQuery,
      long processingMillis) {
    JsonOutput output = new JsonOutput(64 * values.size());
    output.raw("{\"facetHits\":[");
    String comma = "";
    String facet = request.path("facetName").asText();
    for (FacetEntry hit :
        FacetOrdering.of(index.facetOrder(facet), 0).cut(values, index.maxValuesPerFacet())) {
      output.raw(comma).raw("{\"value\":").raw(hit.key(), 0, hit.key().length);
      output.raw(",\"count\":").number(hit.count()).raw('}');
      comma = ",";
    }
    output.raw("],\"facetQuery\":");
    facetQuery.ifPresentOrElse(
        range -> output.raw(range.json(), range.from(), range.to()), () -> output.raw("null"));
    return output.raw(",\"processingTimeMs\":").number(processingMillis).raw('}').toBytes();
  }
}
