package miroir.chaos.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rename is an exact cut: what was accepted before it counts, what comes later does not. */
final class RenameCutTest {
  private NodeUnderTest node;
  private String writer;

  @BeforeEach
  void start() {
    node = NodeUnderTest.start();
    writer =
        node.send(
                "POST",
                "/keys",
                "{\"actions\":[\"documents.*\",\"settings.*\"],\"indexes\":[\"*\"],"
                    + "\"expiresAt\":null}")
            .json()
            .path("key")
            .asText();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private long write(String index, int id) {
    String path = "/indexes/" + index + "/documents?primaryKey=id";
    return node.sendAs(writer, "POST", path, "[{\"id\":" + id + "}]").taskUid();
  }

  private String createdIndex() {
    String index = NodeUnderTest.newIndexUid();
    node.awaited("POST", "/indexes", "{\"uid\":\"" + index + "\",\"primaryKey\":\"id\"}");
    return index;
  }

  @Test
  void theCutIsExactUnderLoad() throws InterruptedException {
    String before = createdIndex();
    String after = NodeUnderTest.newIndexUid();
    List<Long> accepted = new CopyOnWriteArrayList<>();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int base = w * 1_000;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 60; i++) {
                  accepted.add(write(before, base + i));
                }
              });
      thread.start();
      writers.add(thread);
    }
    while (accepted.size() < 80) {
      Thread.onSpinWait();
    }
    NodeUnderTest.Reply rename =
        node.send("PATCH", "/indexes/" + before, "{\"uid\":\"" + after + "\"}");
    for (Thread thread : writers) {
      thread.join();
    }
    long cut = rename.taskUid();
    JsonNode renamed = node.await(cut);
    assertThat(renamed.path("status").asText()).isEqualTo("succeeded");
    assertThat(renamed.path("details").path("newIndexUid").asText()).isEqualTo(after);
    assertThat(renamed.path("details").path("oldIndexUid").asText()).isEqualTo(before);
    long counted = 0;
    for (long uid : accepted) {
      JsonNode task = node.await(uid);
      if (uid < cut) {
        counted++;
        assertThat(task.path("status").asText()).isEqualTo("succeeded");
        assertThat(task.path("indexUid").asText()).isEqualTo(after);
      } else {
        assertThat(task.path("error").path("code").asText()).isEqualTo("index_not_found");
        assertThat(task.path("indexUid").asText()).isEqualTo(before);
      }
    }
    JsonNode documents = node.get("/indexes/" + after + "/documents?limit=0");
    assertThat(documents.path("total").asLong()).isEqualTo(counted);
    assertThat(node.send("GET", "/indexes/" + before, null).status()).isEqualTo(404);
  }

  @Test
  void theNewNameCanBeWrittenToAtOnce() {
    String before = createdIndex();
    String after = NodeUnderTest.newIndexUid();
    long first = write(before, 1);
    long cut = node.send("PATCH", "/indexes/" + before, "{\"uid\":\"" + after + "\"}").taskUid();
    long second = write(after, 2);
    long late = write(before, 3);
    assertThat(node.await(second).path("status").asText()).isEqualTo("succeeded");
    assertThat(node.await(first).path("status").asText()).isEqualTo("succeeded");
    assertThat(node.await(cut).path("status").asText()).isEqualTo("succeeded");
    assertThat(node.await(late).path("error").path("code").asText()).isEqualTo("index_not_found");
    assertThat(node.get("/indexes/" + after + "/documents").path("results").toString())
        .isEqualTo("[{\"id\":1},{\"id\":2}]");
  }

  @Test
  void ofCompetingRenamesTheFirstOneCounts() {
    String before = createdIndex();
    String winner = NodeUnderTest.newIndexUid();
    long first = node.send("PATCH", "/indexes/" + before, "{\"uid\":\"" + winner + "\"}").taskUid();
    long second =
        node.send(
                "PATCH", "/indexes/" + before, "{\"uid\":\"" + NodeUnderTest.newIndexUid() + "\"}")
            .taskUid();
    assertThat(node.await(first).path("status").asText()).isEqualTo("succeeded");
    assertThat(node.await(second).path("error").path("code").asText()).isEqualTo("index_not_found");
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    String one = createdIndex();
    String other = createdIndex();
    JsonNode task = node.awaited("PATCH", "/indexes/" + one, "{\"uid\":\"" + other + "\"}");
    assertThat(task.path("error").path("code").asText()).isEqualTo("index_already_exists");
  }

  @Test
  void creationTimesStay() {
    String before = createdIndex();
    String created = node.get("/indexes/" + before).path("createdAt").asText();
    String after = NodeUnderTest.newIndexUid();
    node.awaited("PATCH", "/indexes/" + before, "{\"uid\":\"" + after + "\"}");
    assertThat(node.get("/indexes/" + after).path("createdAt").asText()).isEqualTo(created);
  }
}
