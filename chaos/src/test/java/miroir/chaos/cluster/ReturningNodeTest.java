package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import miroir.chaos.workload.Load;
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
    client(1).makeIndex("r");
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < DOCUMENTS; i++) {
      body.append(i == 0 ? "[" : ",").append("{\"id\":\"d").append(i).append("\",\"n\":0}");
    }
    long first = taskOf(client(1).json("POST", "/indexes/r/documents", body + "]"));
    client(1).awaitSuccess(first);
    Load load = new Load(List.of(gateway(1), gateway(2)), KEY, "r", 20);
    try (load) {
      awaitWrites(load, 50);
      cluster.kill("node-2");
      awaitWrites(load, 50);
      taskOf(client(2).json("PUT", "/indexes/r/documents", "[{\"id\":\"d1\",\"n\":1}]"));
      taskOf(client(1).json("DELETE", "/indexes/r/documents/d2", ""));
      assertThat(cluster.ask("shards", "list")).contains("node-2:SYNCING");
      cluster.start("node-2");
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !cluster.ask("shards", "list").contains("SYNCING"));
      awaitWrites(load, 50);
    }
    assertEveryAcknowledgedWriteIsThere(load, "r");
    assertThat(load.failedSearches()).isEmpty();
    Map<String, List<JsonNode>> copies = copies();
    assertThat(copies).hasSize(DOCUMENTS - 1 + load.acknowledged().size());
    copies.forEach(
        (id, both) -> {
          assertThat(both).as("copies of " + id).hasSize(2);
          assertThat(both.get(0)).as(id).isEqualTo(both.get(1));
        });
    assertThat(copies.get("d1")).allMatch(copy -> copy.path("n").asInt() == 1);
  }

  private static long taskOf(JsonNode summary) {
    assertThat(summary.has("taskUid")).as(summary.toString()).isTrue();
    return summary.path("taskUid").asLong();
  }

  /** Returns each document as every node stores it. */
  private static Map<String, List<JsonNode>> copies() throws Exception {
    Map<String, List<JsonNode>> copies = new HashMap<>();
    for (int node = 1; node <= Layout.NODES; node++) {
      ClusterClient client =
          new ClusterClient(
              "http://" + cluster.layout().http("node-" + node), cluster.secrets().nodeKey());
      for (JsonNode index : client.json("GET", "/indexes?limit=1000", "").path("results")) {
        String path = "/indexes/" + index.path("uid").asText() + "/documents?limit=100000";
        for (JsonNode document : client.json("GET", path, "").path("results")) {
          ObjectNode sorted = new ObjectMapper().readValue(document.toString(), ObjectNode.class);
          copies.computeIfAbsent(sorted.path("id").asText(), id -> new ArrayList<>()).add(sorted);
        }
      }
    }
    return copies;
  }
}
