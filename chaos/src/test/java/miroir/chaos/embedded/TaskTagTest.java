package miroir.chaos.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tags of document writes come back wherever the task is shown. */
final class TaskTagTest {
  private static NodeUnderTest node;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void theTagIsTheLastKeyOfEveryView() {
    String index = NodeUnderTest.newIndexUid();
    NodeUnderTest.Reply reply =
        node.send(
            "POST", "/indexes/" + index + "/documents?customMetadata=m1.7%2B%20x", "[{\"id\":1}]");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(keys(reply.json())).last().isEqualTo("customMetadata");
    JsonNode task = node.await(reply.taskUid());
    assertThat(keys(task)).last().isEqualTo("customMetadata");
    assertThat(task.path("customMetadata").asText()).isEqualTo("m1.7+ x");
    JsonNode listed = node.get("/tasks?indexUids=" + index).path("results").get(0);
    assertThat(listed.path("customMetadata").asText()).isEqualTo("m1.7+ x");
  }

  @Test
  void anEmptyDeletionCarriesATagBehindSettings() {
    String index = NodeUnderTest.newIndexUid();
    node.awaited("POST", "/indexes/" + index + "/documents", "[{\"id\":1}]");
    long settings =
        node.send("PATCH", "/indexes/" + index + "/settings", "{\"stopWords\":[\"a\"]}").taskUid();
    JsonNode tagged =
        node.awaited(
            "POST", "/indexes/" + index + "/documents/delete-batch?customMetadata=mark", "[]");
    assertThat(tagged.path("status").asText()).isEqualTo("succeeded");
    assertThat(tagged.path("details").path("providedIds").asInt()).isZero();
    assertThat(node.await(settings).has("customMetadata")).isFalse();
  }

  @Test
  void untaggedTasksHaveNoSuchKey() {
    String index = NodeUnderTest.newIndexUid();
    JsonNode task = node.awaited("POST", "/indexes/" + index + "/documents", "[{\"id\":1}]");
    assertThat(task.has("customMetadata")).isFalse();
  }
}
