package miroir.chaos.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens of control characters can be filtered and sorted by, but never searched. */
final class HiddenFieldTest {
  private static final String FIRST = "\u0080\u0081\u0082";
  private static final String SECOND = "\u0080\u0081\u0083";
  private static NodeUnderTest node;
  private static String index;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start();
    index = NodeUnderTest.newIndexUid();
    node.awaited(
        "PATCH",
        "/indexes/" + index + "/settings",
        "{\"filterableAttributes\":[\"genre\",{\"attributePatterns\":[\"_miroir_shard\"],"
            + "\"features\":{\"facetSearch\":false,\"filter\":{\"equality\":true,"
            + "\"comparison\":false}}}],\"sortableAttributes\":[\"_miroir_order\"],"
            + "\"rankingRules\":[\"words\",\"typo\",\"proximity\",\"attributeRank\",\"sort\","
            + "\"wordPosition\",\"exactness\",\"_miroir_order:asc\"],"
            + "\"nonSeparatorTokens\":[\"\u0080\",\"\u0081\"]}");
    node.awaited(
        "POST",
        "/indexes/" + index + "/documents",
        "[{\"id\":1,\"title\":\"same words\",\"_miroir_shard\":[\"\u0080\",\""
            + FIRST
            + "\"],\"_miroir_order\":\""
            + SECOND
            + "\"},{\"id\":2,\"title\":\"same words\",\"_miroir_shard\":[\"\u0081\",\""
            + SECOND
            + "\"],\"_miroir_order\":\""
            + FIRST
            + "\"}]");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static JsonNode search(String body) {
    return node.send("POST", "/indexes/" + index + "/search", body).json();
  }

  private static String ids(JsonNode answer) {
    StringBuilder ids = new StringBuilder();
    answer.path("hits").forEach(hit -> ids.append(hit.path("id").asText()));
    return ids.toString();
  }

  @Test
  void tokensFilterExactly() {
    assertThat(ids(search("{\"filter\":\"_miroir_shard IN ['" + FIRST + "']\"}"))).isEqualTo("1");
    assertThat(ids(search("{\"filter\":\"_miroir_shard = '\\\\u0081'\"}"))).isEqualTo("2");
    assertThat(ids(search("{\"filter\":\"_miroir_shard NOT IN ['" + FIRST + "']\"}")))
        .isEqualTo("2");
    assertThat(ids(search("{\"filter\":\"_miroir_shard IN []\"}"))).isEmpty();
  }

  @Test
  void tokensAreNoWords() {
    assertThat(ids(search("{\"q\":\"\\\"" + FIRST + "\\\"\"}"))).isEqualTo("21");
    assertThat(ids(search("{\"q\":\"words\",\"attributesToSearchOn\":[\"_miroir_shard\"]}")))
        .isEmpty();
    JsonNode shown = search("{\"q\":\"same\",\"showMatchesPosition\":true}");
    assertThat(shown.path("hits").get(0).path("_matchesPosition").has("_miroir_shard")).isFalse();
  }

  @Test
  void theOrderFieldDecidesTies() {
    assertThat(ids(search("{\"q\":\"same words\"}"))).isEqualTo("21");
    JsonNode listed =
        node.send(
                "POST",
                "/indexes/" + index + "/documents/fetch",
                "{\"sort\":[\"_miroir_order:asc\"],\"fields\":[\"id\"]}")
            .json();
    assertThat(listed.path("results").toString()).isEqualTo("[{\"id\":2},{\"id\":1}]");
  }

  @Test
  void comparingIsRefusedWhereOnlyEqualityIsAllowed() {
    JsonNode refused = search("{\"filter\":\"_miroir_shard > 'a'\"}");
    assertThat(refused.path("code").asText()).isEqualTo("invalid_search_filter");
    assertThat(refused.path("message").asText())
        .contains("Filter operator `>` is not allowed for the attribute `_miroir_shard`.")
        .contains("matched rule #1");
  }
}
