package miroir.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hits by words and hits by vectors, as one server weighs them against each other. */
class HybridMergeTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String WORDS =
      "{'id':'%s','_rankingScore':%s,'_rankingScoreDetails':"
          + "{'words':{'order':0,'matchingWords':1,'maxMatchingWords':1,'score':1.0},"
          + "'typo':{'order':1,'typoCount':%s,'score':1.0}}}";

  private static final String VECTOR =
      "{'id':'%s','_rankingScore':%s,'_rankingScoreDetails':{'vectorSort':{'order':0,'similarity':%s}}}";

  @Test
  void scoresAreWeighedByTheRatio() throws Exception {
    List<byte[]> answers =
        List.of(
            answer(VECTOR.formatted("v1", 0.9, 0.9), WORDS.formatted("w1", 0.5, 1)),
            answer(WORDS.formatted("w2", 0.8, 0), VECTOR.formatted("v2", 0.6, 0.6)));
    assertThat(ids(merged(0.5, 4, answers))).containsExactly("v1", "w2", "v2", "w1");
    assertThat(ids(merged(0.3, 4, answers))).containsExactly("w2", "v1", "w1", "v2");
    assertThat(merged(0.5, 2, answers).get("semanticHitCount").asInt()).isEqualTo(1);
  }

  @Test
  void aPageOfGoodHitsByWordsIsCountedWithoutVectors() throws Exception {
    List<byte[]> answers =
        List.of(answer(WORDS.formatted("w1", 1.0, 0)), answer(WORDS.formatted("w2", 0.9, 1)));
    MergePlan plan = plan(0.5, 2);
    plan.start();
    Step counting = plan.next(answers);
    assertThat(counting).isInstanceOf(Step.Round.class);
    JsonNode count = MAPPER.readTree(((Step.Round) counting).requests().get(0).body());
    assertThat(count.has("hybrid")).isFalse();
    assertThat(count.get("limit").asInt()).isZero();
    Step finished = plan.next(Arrays.asList(answer(), answer()));
    assertThat(MAPPER.readTree(((Step.Finished) finished).body()).get("estimatedTotalHits").asInt())
        .isEqualTo(14);
  }

  private static JsonNode merged(double ratio, int limit, List<byte[]> answers) throws Exception {
    MergePlan plan = plan(ratio, limit);
    plan.start();
    return MAPPER.readTree(((Step.Finished) plan.next(answers)).body());
  }

  private static MergePlan plan(double ratio, int limit) {
    ObjectNode request = MAPPER.createObjectNode().put("q", "word").put("limit", limit);
    request.putObject("hybrid").put("embedder", "e").put("semanticRatio", ratio);
    return new MergePlan(
        request, IndexShape.defaults("id"), Arrays.asList(null, null), TieOrder.NONE, "uid");
  }

  private static byte[] answer(String... hits) {
    return "{'hits':[%s],'query':'word','estimatedTotalHits':7,'semanticHitCount':0}"
        .formatted(String.join(",", hits))
        .replace('\'', '"')
        .getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.get("hits").forEach(hit -> ids.add(hit.get("id").asText()));
    return ids;
  }
}
