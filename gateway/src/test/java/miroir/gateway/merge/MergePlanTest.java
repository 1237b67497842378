package miroir.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import miroir.gateway.json.FieldValue;
import miroir.gateway.plan.OrderKey;
import org.junit.jupiter.api.Test;

/**
 * Goal: nodes with copies, behind shard filters, answer like one server that has all documents, in
 * distinct searches too, whose later rounds no recording has. Method: random small sets on
 * simulated nodes against the rule itself on all documents; the seed is in the failure.
 */
class MergePlanTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SEEDS = 1_500;
  private static final int NODES = 3;

  private final List<ObjectNode> documents = new ArrayList<>();
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private int rounds;

  @Test
  void distinctPagesAreThoseOfOneServer() throws Exception {
    int later = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      boolean several = random.nextInt(3) == 0;
      fill(random, several);
      int limit = 1 + random.nextInt(6);
      int offset = random.nextInt(4);
      boolean sorted = random.nextBoolean();
      ObjectNode request = request(limit, offset).put("distinct", "group");
      if (sorted) {
        request.putArray("sort").add("rank:asc");
      }
      if (random.nextBoolean()) {
        request.putArray("attributesToRetrieve").add("rank").add("id");
      }
      JsonNode merged = run(request, IndexShape.defaults("id"));
      List<ObjectNode> kept = SimulatedNode.distinct(ordered(sorted), "group");
      List<ObjectNode> page = slice(kept, offset, offset + limit);
      assertThat(ranks(merged)).as("seed %s: %s", seed, request).isEqualTo(ranks(page));
      if (request.has("attributesToRetrieve")) {
        merged.get("hits").forEach(hit -> assertThat(hit.properties()).hasSize(2));
      }
      if (!several) {
        assertThat(merged.get("estimatedTotalHits").asLong())
            .as("seed %s: %s", seed, request)
            .isEqualTo(distinctTotal(kept, offset + limit, sorted));
      }
      later += rounds > 2 ? 1 : 0;
    }
    assertThat(later).as("searches that took more than two rounds").isGreaterThan(SEEDS / 10);
  }

  @Test
  void distinctFacetsAreThoseOfWhatIsLeft() throws Exception {
    for (int seed = 0; seed < SEEDS / 3; seed++) {
      Random random = new Random(seed);
      fill(random, false);
      ObjectNode request = request(1 + random.nextInt(30), 0).put("distinct", "group");
      request.putArray("facets").add("colour");
      request.putArray("attributesToRetrieve").add("id");
      JsonNode merged = run(request, IndexShape.defaults("id"));
      List<ObjectNode> kept = SimulatedNode.distinct(ordered(false), "group");
      int limit = request.get("limit").asInt();
      List<ObjectNode> left =
          kept.size() < limit ? kept : leftOver(slice(kept, 0, limit), ordered(false));
      Map<String, Integer> counts = new TreeMap<>();
      left.forEach(one -> counts.merge(one.get("colour").asText(), 1, Integer::sum));
      assertThat(merged.at("/facetDistribution/colour"))
          .as("seed %s: %s", seed, request)
          .isEqualTo(MAPPER.valueToTree(counts));
      merged.get("hits").forEach(hit -> assertThat(hit.properties()).hasSize(1));
    }
  }

  @Test
  void distinctTotalsOfNumberedPagesCountValues() throws Exception {
    for (int seed = 0; seed < SEEDS / 3; seed++) {
      Random random = new Random(seed);
      fill(random, false);
      ObjectNode request = JsonNodeFactory.instance.objectNode().put("distinct", "group");
      request.put("page", 1 + random.nextInt(3)).put("hitsPerPage", 1 + random.nextInt(5));
      JsonNode merged = run(request, IndexShape.defaults("id"));
      List<ObjectNode> kept = SimulatedNode.distinct(ordered(false), "group");
      assertThat(merged.get("totalHits").asInt()).as("seed %s", seed).isEqualTo(kept.size());
      int perPage = request.get("hitsPerPage").asInt();
      int from = (request.get("page").asInt() - 1) * perPage;
      assertThat(ranks(merged)).isEqualTo(ranks(slice(kept, from, from + perPage)));
    }
  }

  @Test
  void pagesJoinToTheWholeListAndReservedNamesNeverShow() throws Exception {
    for (int seed = 0; seed < SEEDS / 10; seed++) {
      fill(new Random(seed), true);
      List<String> joined = new ArrayList<>();
      for (int offset = 0; offset < documents.size(); offset += 3) {
        ObjectNode request = request(3, offset).put("showRankingScoreDetails", true);
        request.put("showMatchesPosition", true).put("showRankingScore", true);
        request.putArray("sort").add("rank:asc");
        request.putArray("attributesToHighlight").add("*");
        request.putArray("facets").add("colour");
        JsonNode merged = run(request, IndexShape.defaults("id"));
        assertThat(merged.toString()).doesNotContain("_miroir");
        assertThat(merged.at("/hits/0/_rankingScoreDetails").properties()).hasSize(1);
        assertThat(merged.at("/hits/0/_formatted/id").isMissingNode()).isFalse();
        assertThat(merged.get("estimatedTotalHits").asInt()).isEqualTo(documents.size());
        joined.addAll(ranks(merged));
      }
      assertThat(joined).as("seed %s", seed).isEqualTo(ranks(ordered(true)));
    }
  }

  @Test
  void whatIsNotDisplayedIsHidden() throws Exception {
    fill(new Random(1), false);
    IndexShape index =
        new IndexShape("id", List.of("colour"), 1_000, null, 100, Map.of(), List.of("colour"));
    ObjectNode request = request(3, 0).put("showRankingScoreDetails", true);
    request.putArray("sort").add("rank:asc");
    JsonNode hit = run(request, index).at("/hits/0");
    assertThat(hit.properties().stream().map(Map.Entry::getKey))
        .containsExactly("colour", "_rankingScoreDetails");
    assertThat(hit.get("_rankingScoreDetails").toString())
        .isEqualTo("{\"<hidden-rule-0>\":{\"order\":0,\"value\":\"<hidden>\"}}");
  }

  @Test
  void positionsBeyondTheMostHitsAreEmpty() throws Exception {
    fill(new Random(2), false);
    IndexShape index = new IndexShape("id", null, 4, null, 100, Map.of(), List.of());
    assertThat(run(request(10, 2), index).get("hits")).hasSize(2);
    assertThat(run(request(10, 4), index).get("hits")).isEmpty();
    ObjectNode huge = request(0, 0).put("limit", Long.MAX_VALUE).put("offset", Long.MAX_VALUE);
    assertThat(run(huge, index).get("hits")).isEmpty();
  }

  @Test
  void clientsFiltersAreJoinedAsElements() throws Exception {
    fill(new Random(3), false);
    ObjectNode request = request(1, 0);
    request.putArray("filter").add("a = 1").addArray().add("b = 2").add("c = 3");
    assertThat(firstFilter(request).toString())
        .isEqualTo("[\"a = 1\",[\"b = 2\",\"c = 3\"],\"_miroir_shard IN [\\\"s0\\\"]\"]");
    assertThat(firstFilter(request(1, 0).put("filter", "a = 1 OR b = 2")).toString())
        .isEqualTo("[\"a = 1 OR b = 2\",\"_miroir_shard IN [\\\"s0\\\"]\"]");
    assertThat(firstFilter(request(1, 0).putNull("filter")).toString())
        .isEqualTo("[\"_miroir_shard IN [\\\"s0\\\"]\"]");
  }

  private JsonNode firstFilter(ObjectNode request) throws Exception {
    Step.Round round = (Step.Round) plan(request, IndexShape.defaults("id")).start();
    return MAPPER.readTree(round.requests().get(0).body()).get("filter");
  }

  private static MergePlan plan(ObjectNode request, IndexShape index) {
    List<String> filters = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      filters.add("_miroir_shard IN [\"s" + node + "\"]");
    }
    return new MergePlan(request, index, filters, TieOrder.NONE, "uid");
  }

  private JsonNode run(ObjectNode request, IndexShape index) throws Exception {
    MergePlan plan = plan(request, index);
    Step step = plan.start();
    rounds = 0;
    while (step instanceof Step.Round) {
      rounds++;
      List<byte[]> answers = new ArrayList<>();
      for (Step.Ask ask : ((Step.Round) step).requests()) {
        answers.add(nodes.get(ask.node()).search(ask.body()));
      }
      step = plan.next(answers);
    }
    return MAPPER.readTree(((Step.Finished) step).body());
  }

  /** Node n answers for shard n; it holds shard n + 1 as a copy too. */
  private void fill(Random random, boolean several) {
    documents.clear();
    nodes.clear();
    int count = 5 + random.nextInt(40);
    int groups = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.put("id", i).put("rank", random.nextInt(4));
      document.put("colour", List.of("red", "green", "blue").get(random.nextInt(3)));
      if (several) {
        ArrayNode group = document.putArray("group");
        for (int j = random.nextInt(3); j > 0; j--) {
          group.add("g" + random.nextInt(groups));
        }
      } else if (random.nextInt(6) > 0) {
        document.put("group", "g" + random.nextInt(groups));
      }
      document.putArray("_miroir_shard").add("s" + random.nextInt(NODES));
      document.put("_miroir_order", new OrderKey(1, i).text());
      documents.add(document);
    }
    for (int node = 0; node < NODES; node++) {
      Set<String> held = Set.of("s" + node, "s" + (node + 1) % NODES);
      nodes.add(
          new SimulatedNode(
              documents.stream()
                  .filter(one -> held.contains(one.at("/_miroir_shard/0").asText()))
                  .toList(),
              1_000));
    }
  }

  private List<ObjectNode> ordered(boolean sorted) {
    List<ObjectNode> ordered = new ArrayList<>(documents);
    if (sorted) {
      ordered.sort(Comparator.comparingInt(one -> one.get("rank").asInt()));
    }
    return ordered;
  }

  /** The rule of merge-measured.md §5, on all documents at once. */
  private long distinctTotal(List<ObjectNode> kept, int last, boolean sorted) {
    if (kept.size() < last) {
      return kept.size();
    }
    int seen = last;
    while (sorted
        && seen < kept.size()
        && kept.get(seen).get("rank").equals(kept.get(last - 1).get("rank"))) {
      seen++;
    }
    return leftOver(kept.subList(0, seen), documents).size();
  }

  /** Returns the documents without those that share a value with one that was seen. */
  private static List<ObjectNode> leftOver(List<ObjectNode> seen, List<ObjectNode> all) {
    Set<FieldValue> taken = new HashSet<>();
    seen.forEach(one -> taken.addAll(SimulatedNode.values(one, "group")));
    return all.stream()
        .filter(
            one ->
                seen.contains(one)
                    || SimulatedNode.values(one, "group").stream().noneMatch(taken::contains))
        .toList();
  }

  private static List<ObjectNode> slice(List<ObjectNode> list, int from, int to) {
    return list.subList(Math.min(from, list.size()), Math.min(to, list.size()));
  }

  private static ObjectNode request(int limit, int offset) {
    return JsonNodeFactory.instance.objectNode().put("limit", limit).put("offset", offset);
  }

  /** What tells documents apart in both kinds of answers. */
  private static List<String> ranks(Iterable<? extends JsonNode> hits) {
    List<String> ranks = new ArrayList<>();
    hits.forEach(hit -> ranks.add(hit.path("id").asText() + "/" + hit.path("rank").asText()));
    return ranks;
  }

  private static List<String> ranks(JsonNode answer) {
    return ranks((Iterable<JsonNode>) answer.get("hits"));
  }
}
