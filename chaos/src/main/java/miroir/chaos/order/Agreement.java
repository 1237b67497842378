package miroir.chaos.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How far two lists of search answers agree.
 *
 * @param searches how many were compared
 * @param order how many have the same hits, scores aside, in the same order
 * @param totals how many have the same totals
 * @param facets how many have the same facets, order of values included
 * @param examples numbers of searches of which anything differs
 */
record Agreement(int searches, int order, int totals, int facets, List<Integer> examples) {
  private static final List<String> TOTALS =
      List.of("estimatedTotalHits", "totalHits", "totalPages");
  private static final List<String> FACETS = List.of("facetDistribution", "facetStats");

  static Agreement of(List<JsonNode> expected, List<JsonNode> actual) {
    int order = 0;
    int totals = 0;
    int facets = 0;
    List<Integer> examples = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      JsonNode one = expected.get(i);
      JsonNode other = actual.get(i);
      boolean sameOrder = documents(one).equals(documents(other));
      boolean sameTotals = texts(one, TOTALS).equals(texts(other, TOTALS));
      boolean sameFacets = texts(one, FACETS).equals(texts(other, FACETS));
      order += sameOrder ? 1 : 0;
      totals += sameTotals ? 1 : 0;
      facets += sameFacets ? 1 : 0;
      if (!sameOrder || !sameTotals || !sameFacets) {
        examples.add(i);
      }
    }
    return new Agreement(expected.size(), order, totals, facets, examples);
  }

  private static List<JsonNode> documents(JsonNode answer) {
    List<JsonNode> documents = new ArrayList<>();
    for (JsonNode hit : answer.path("hits")) {
      documents.add(
          hit.<ObjectNode>deepCopy().remove(List.of("_rankingScore", "_rankingScoreDetails")));
    }
    return documents;
  }

  private static List<String> texts(JsonNode answer, List<String> members) {
    return members.stream().map(member -> answer.path(member).toString()).toList();
  }

  /** Returns whether nothing differs. */
  boolean isFull() {
    return order == searches && totals == searches && facets == searches;
  }

  private double percent(int count) {
    return searches == 0 ? 0 : 100.0 * count / searches;
  }

  @Override
  public String toString() {
    return "order %d / %d (%.1f %%), totals %.1f %%, facets %.1f %%"
        .formatted(order, searches, percent(order), percent(totals), percent(facets));
  }
}
