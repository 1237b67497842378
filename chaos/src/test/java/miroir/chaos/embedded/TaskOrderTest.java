package miroir.chaos.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks of an index are applied in the order of their numbers, however many wait. */
final class TaskOrderTest {
  private static NodeUnderTest node;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Keeps the node busy with another index, so that what is sent next has to wait. */
  private static void hold() {
    StringBuilder documents = new StringBuilder("[");
    for (int i = 0; i < 20_000; i++) {
      documents.append(i == 0 ? "" : ",").append("{\"id\":").append(i);
      documents.append(",\"text\":\"some words to keep it busy ").append(i).append("\"}");
    }
    node.send(
        "POST",
        "/indexes/" + NodeUnderTest.newIndexUid() + "/documents",
        documents.append("]").toString());
  }

  @Test
  void writesOfOneIndexAreAppliedInOrder() {
    hold();
    String index = NodeUnderTest.newIndexUid();
    String documents = "/indexes/" + index + "/documents";
    List<Long> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String body = "[{\"id\":1,\"n\":" + i + "},{\"id\":" + (i + 2) + "}]";
      tasks.add(node.send(i % 2 == 0 ? "POST" : "PUT", documents, body).taskUid());
    }
    tasks.add(node.send("DELETE", documents + "/2", null).taskUid());
    tasks.add(node.send("PUT", documents, "[{\"id\":1,\"last\":true}]").taskUid());
    for (long task : tasks) {
      assertThat(node.await(task).path("status").asText()).isEqualTo("succeeded");
    }
    assertThat(tasks).isSorted();
    JsonNode document = node.get(documents + "/1");
    assertThat(document.toString()).isEqualTo("{\"id\":1,\"n\":49,\"last\":true}");
    assertThat(node.get(documents + "?limit=0").path("total").asInt()).isEqualTo(50);
  }

  @Test
  void aBadDocumentFailsItsOwnTaskOnly() {
    hold();
    String documents = "/indexes/" + NodeUnderTest.newIndexUid() + "/documents?primaryKey=id";
    long good = node.send("POST", documents, "[{\"id\":1}]").taskUid();
    long bad = node.send("POST", documents, "[{\"id\":2},{\"id\":\"no id\"}]").taskUid();
    long after = node.send("POST", documents, "[{\"id\":3}]").taskUid();
    assertThat(node.await(good).path("status").asText()).isEqualTo("succeeded");
    assertThat(node.await(bad).path("error").path("code").asText())
        .isEqualTo("invalid_document_id");
    assertThat(node.await(after).path("status").asText()).isEqualTo("succeeded");
    JsonNode left = node.get(documents.replace("?primaryKey=id", ""));
    assertThat(left.path("results").toString()).isEqualTo("[{\"id\":1},{\"id\":3}]");
  }

  @Test
  void aPoisonousDocumentFailsWithItsError() {
    String documents = "/indexes/" + NodeUnderTest.newIndexUid() + "/documents";
    JsonNode task = node.awaited("POST", documents, "[{\"id\":1,\"x\":1e400}]");
    assertThat(task.path("error").path("code").asText()).isEqualTo("internal");
    assertThat(task.path("error").path("message").asText())
        .endsWith("internal: number out of range at line 1 column 5.");
  }

  @Test
  void freedPlacesAreTakenAgainTheLowestFirst() {
    String documents = "/indexes/" + NodeUnderTest.newIndexUid() + "/documents";
    node.awaited("POST", documents, "[{\"id\":50},{\"id\":3},{\"id\":77},{\"id\":10}]");
    node.awaited("DELETE", documents + "/3", null);
    node.awaited("POST", documents, "[{\"id\":1},{\"id\":2}]");
    assertThat(node.get(documents).path("results").toString())
        .isEqualTo("[{\"id\":50},{\"id\":1},{\"id\":77},{\"id\":10},{\"id\":2}]");
  }

  @Test
  void theOldestUnfinishedTaskCanBeAskedFor() {
    hold();
    String index = NodeUnderTest.newIndexUid();
    long first = node.send("POST", "/indexes/" + index + "/documents", "[{\"id\":1}]").taskUid();
    long second = node.send("POST", "/indexes/" + index + "/documents", "[{\"id\":2}]").taskUid();
    String poll =
        "/tasks?indexUids=" + index + "&statuses=enqueued,processing&reverse=true&limit=1";
    JsonNode oldest = node.get(poll).path("results");
    if (!oldest.isEmpty()) {
      assertThat(oldest.get(0).path("uid").asLong()).isIn(first, second);
    }
    node.await(second);
    assertThat(node.get(poll).path("results").isEmpty()).isTrue();
    assertThat(node.await(first).path("status").asText()).isEqualTo("succeeded");
  }
}
