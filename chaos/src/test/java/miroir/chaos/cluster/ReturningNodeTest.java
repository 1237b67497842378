package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import miroir.chaos.workload.Load;
import miroir.chaos.workload.Write;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node that dies loses nothing, and comes back while clients write. */
class ReturningNodeTest extends OnALocalCluster {
  private static final int DOCUMENTS = 1_000;

  @BeforeAll
  static void up() throws Exception {
    up("returning-node", 21_700);
  }

  /** Promise: a node that returns gets what it missed, and every copy is equal again (I3, I4). */
  @Test
  void aKilledNodeIsBroughtBackWhileClientsWrite() throws Exception {
    prepare("r");
    Write loaded = new Write(Write.Kind.REPLACE, documents(), "");
    Write merged = new Write(Write.Kind.MERGE, List.of(document(1).put("more", 1)), "");
    Write deleted = new Write(Write.Kind.DELETE, List.of(), "d2");
    client(1).awaitSuccess(taskOf(send(1, loaded)));
    Load load = new Load(List.of(gateway(1), gateway(2)), KEY, "r", 20);
    try (load) {
      awaitWrites(load, 50);
      cluster.kill("node-2");
      awaitWrites(load, 50);
      taskOf(send(2, merged));
      taskOf(send(1, deleted));
      assertThat(cluster.ask("shards", "list")).contains("node-2:SYNCING");
      cluster.start("node-2");
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !cluster.ask("shards", "list").contains("SYNCING"));
      awaitWrites(load, 50);
    }
    assertThat(load.failedSearches()).isEmpty();
    assertEveryAcknowledgedWriteIsThere(load, "r", loaded, merged, deleted);
  }

  /**
   * Promise: with {@code defaults.min_in_sync} a write is acknowledged only if so many copies have
   * it: the one under way when a node dies is told as unknown, later ones are refused undone.
   */
  @Test
  void fewerCopiesThanAreAskedForAcknowledgeNothing() throws Exception {
    prepare("m");
    Write loaded = new Write(Write.Kind.REPLACE, documents(), "");
    Write merged = new Write(Write.Kind.MERGE, documents(), "");
    client(1).awaitSuccess(taskOf(send("m", loaded)));
    cluster.ask("config", "set", "defaults.min_in_sync", "2");
    cluster.kill("node-3");
    JsonNode first = send("m", merged);
    assertThat(first.path("code").asText()).isEqualTo("miroir_outcome_unknown");
    assertThat(first.path("message").asText()).contains("fewer copies than 2");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("m", merged).path("code").asText().equals("miroir_shard_unavailable"));
    assertThat(send("m", merged).path("message").asText())
        .contains("defaults.min_in_sync")
        .contains("Nothing was done");
    cluster.start("node-3");
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !cluster.ask("shards", "list").contains("SYNCING"));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> send("m", merged).has("taskUid"));
    cluster.ask("config", "set", "defaults.min_in_sync", "1");
  }

  private static JsonNode send(String index, Write write) throws Exception {
    return client(1).json(write.method(), "/indexes/" + index + write.path(), write.body());
  }

  private static List<ObjectNode> documents() {
    return IntStream.range(0, DOCUMENTS).mapToObj(ReturningNodeTest::document).toList();
  }

  private static ObjectNode document(int number) {
    return new ObjectMapper().createObjectNode().put("id", "d" + number);
  }

  private static JsonNode send(int gateway, Write write) throws Exception {
    return client(gateway).json(write.method(), "/indexes/r" + write.path(), write.body());
  }

  private static long taskOf(JsonNode summary) {
    assertThat(summary.has("taskUid")).as(summary.toString()).isTrue();
    return summary.path("taskUid").asLong();
  }
}
