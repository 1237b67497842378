package miroir.chaos.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import miroir.chaos.golden.Recordings;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends what was once sent to a Meilisearch 1.50.0 and compares the answers, key order included.
 */
final class GoldenStoriesTest {
  private static final Set<String> VOLATILE =
      Set.of(
          "enqueuedAt",
          "startedAt",
          "finishedAt",
          "createdAt",
          "updatedAt",
          "lastUpdate",
          "duration",
          "processingTimeMs",
          "databaseSize",
          "usedDatabaseSize",
          "rawDocumentDbSize",
          "avgDocumentSize",
          "commitSha",
          "commitDate",
          "requestUid",
          "batchUid");

  /** What the embedded node does not have. */
  private static final Set<String> NOT_HERE = Set.of("/batches", "federation");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "documents-write",
        "documents-primary-key",
        "documents-delete",
        "documents-read",
        "indexes",
        "settings",
        "tasks",
        "search-films",
        "multi-search",
        "geo",
        "oracle-books",
        "oracle-restaurants",
        "oracle-cities",
      })
  void answersAreThoseOfMeilisearch(String story) throws IOException {
    JsonNode golden = Json.tree(Recordings.golden(story));
    SoftAssertions all = new SoftAssertions();
    try (NodeUnderTest node = NodeUnderTest.fresh()) {
      int number = 0;
      for (JsonNode step : golden.path("steps")) {
        if (isHere(step.path("request"))) {
          replay(node, step, story + " step " + number, all);
        }
        number++;
      }
    }
    all.assertAll();
  }

  private static boolean isHere(JsonNode request) {
    String text = request.path("path").asText();
    boolean federated = request.path("json").has("federation");
    return NOT_HERE.stream().noneMatch(text::startsWith) && !federated;
  }

  private static void replay(NodeUnderTest node, JsonNode step, String name, SoftAssertions all) {
    NodeUnderTest.Reply reply = send(node, step.path("request"));
    JsonNode expected = step.path("response");
    all.assertThat(reply.status()).as(name).isEqualTo(expected.path("status").asInt());
    JsonNode body = expected.has("json") ? expected.get("json") : Json.object().nullNode();
    all.assertThat(comparable(reply.json())).as(name).isEqualTo(comparable(body));
    JsonNode task = step.path("task");
    if (task.isObject() && reply.json().has("taskUid")) {
      JsonNode finished = node.await(reply.taskUid());
      all.assertThat(comparable(finished)).as(name + " (task)").isEqualTo(comparable(task));
    }
  }

  private static NodeUnderTest.Reply send(NodeUnderTest node, JsonNode request) {
    StringBuilder path = new StringBuilder(request.path("path").asText());
    StringJoiner query = new StringJoiner("&", "?", "");
    query.setEmptyValue("");
    request
        .path("query")
        .properties()
        .forEach(
            parameter ->
                query.add(
                    parameter.getKey()
                        + "="
                        + URLEncoder.encode(
                            parameter.getValue().asText(), StandardCharsets.UTF_8)));
    path.append(query);
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", "Bearer " + node.key());
    request
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    String body = null;
    if (request.has("json")) {
      body = JsonText.of(request.get("json"));
    } else if (request.has("text")) {
      body = request.get("text").asText();
    }
    return node.send(request.path("method").asText(), path.toString(), body, headers);
  }

  private static String comparable(JsonNode json) {
    return JsonText.of(masked(json));
  }

  private static JsonNode masked(JsonNode json) {
    if (json.isObject()) {
      ObjectNode masked = Json.object();
      json.properties()
          .forEach(
              field ->
                  masked.set(
                      field.getKey(),
                      VOLATILE.contains(field.getKey())
                          ? TextNode.valueOf("*")
                          : masked(field.getValue())));
      return masked;
    }
    if (json.isArray()) {
      ArrayNode masked = Json.object().arrayNode();
      json.forEach(element -> masked.add(masked(element)));
      return masked;
    }
    return json;
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1,\"b\":2}", "[1,2.5,\"x\"]"})
  void comparisonSeesTheOrderOfKeys(String text) {
    JsonNode json = Json.tree(text.getBytes(StandardCharsets.UTF_8));
    assertThat(comparable(json)).isEqualTo(text);
  }
}
