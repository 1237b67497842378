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
