package miroir.chaos.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.chaos.golden.Recordings;
import miroir.chaos.golden.Story;
import org.junit.jupiter.api.Test;

/** Searches are made from their seed alone, of every kind and from every data set. */
class RandomSearchesTest {
  @Test
  void everyKindCanBeMadeAgainFromItsSeed() throws Exception {
    for (DataSet set : DataSet.ALL) {
      JsonNode documents = Story.MAPPER.readTree(Recordings.data(set.data()));
      RandomSearches searches = new RandomSearches(documents, set);
      for (SearchKind kind : SearchKind.values()) {
        Set<ObjectNode> different = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
          ObjectNode search = searches.search(kind, seed);
          assertThat(search).isEqualTo(searches.search(kind, seed));
          assertThat(search.has("q")).as("%s %s", set.name(), kind).isTrue();
          different.add(search);
        }
        assertThat(different).as("%s %s", set.name(), kind).hasSizeGreaterThan(10);
      }
    }
  }

  @Test
  void agreementCountsOrderTotalsAndFacets() throws Exception {
    JsonNode one =
        Story.MAPPER.readTree(
            """
            {"hits":[{"id":1,"_rankingScore":0.5},{"id":2}],"estimatedTotalHits":2}""");
    JsonNode scored =
        Story.MAPPER.readTree(
            """
            {"hits":[{"id":1,"_rankingScore":0.6},{"id":2}],"estimatedTotalHits":3}""");
    JsonNode turned =
        Story.MAPPER.readTree(
            """
            {"hits":[{"id":2},{"id":1}],"estimatedTotalHits":2,"facetDistribution":{}}""");
    Agreement agreement = Agreement.of(List.of(one, one, one), List.of(one, scored, turned));
    assertThat(agreement.order()).isEqualTo(2);
    assertThat(agreement.totals()).isEqualTo(2);
    assertThat(agreement.facets()).isEqualTo(2);
    assertThat(agreement.examples()).containsExactly(1, 2);
  }
}
