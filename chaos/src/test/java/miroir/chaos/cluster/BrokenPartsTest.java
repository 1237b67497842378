package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import miroir.chaos.embedded.EmbeddedNode;
import miroir.chaos.embedded.NodeOptions;
import miroir.chaos.workload.Load;
import miroir.coordinator.ctl.Miroirctl;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What goes wrong around a running cluster is noticed, told, and where possible put right. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokenPartsTest extends OnALocalCluster {
  @BeforeAll
  static void begin() throws Exception {
    up("broken-parts", 19_700);
  }

  /** Promise: a setting changed on a node behind Miroir's back is put right, and told meanwhile. */
  @Test
  @Order(1)
  void settingsThatDriftArePutRight() throws Exception {
    client(1).makeIndex("drift");
    long task =
        client(1)
            .json("PATCH", "/indexes/drift/settings", "{\"stopWords\":[\"the\"]}")
            .path("taskUid")
            .asLong();
    client(1).awaitSuccess(task);
    ClusterClient node =
        new ClusterClient("http://" + cluster.layout().http("node-1"), cluster.secrets().nodeKey());
    String physical = "";
    for (var index : node.json("GET", "/indexes?limit=1000", "").path("results")) {
      String path = "/indexes/" + index.path("uid").asText();
      if (node.json("GET", path + "/settings/stop-words", "").toString().equals("[\"the\"]")) {
        physical = path;
      }
    }
    assertThat(physical).contains("miroir-");
    String wanted = node.json("GET", physical + "/settings", "").toString();
    node.send("PATCH", physical + "/settings", "{\"stopWords\":[\"a\"],\"rankingRules\":[]}");
    String settings = physical + "/settings";
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> degraded("drift").equals("settings"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> node.json("GET", settings, "").toString().equals(wanted));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> degraded("drift").isEmpty());
  }

  private static String degraded(String uid) throws Exception {
    return client(1)
        .send("POST", "/indexes/" + uid + "/search", "{}")
        .headers()
        .firstValue("X-Miroir-Degraded")
        .orElse("");
  }

  /** Promise: a gateway that is gone leaves no key to write with, and none can make an index. */
  @Test
  @Order(1)
  void aGatewayThatIsGoneLeavesNoKeyToWriteWith() throws Exception {
    assertThat(keys("miroir:write:gateway-2")).hasSize(1);
    assertThat(keys("miroir:read:gateway-2")).isNotEmpty();
    assertThat(keys("miroir:write:").stream().flatMap(BrokenPartsTest::actions))
        .contains("documents.*")
        .doesNotContain("*", "indexes.*", "indexes.create", "indexes.delete");
    assertThat(keys("miroir:read:").stream().flatMap(BrokenPartsTest::actions))
        .contains("search")
        .allMatch(
            action -> action.endsWith(".get") || List.of("search", "version").contains(action));
    cluster.kill("gateway-2");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> keys("miroir:write:gateway-2").isEmpty());
    assertThat(keys("miroir:write:gateway-1")).hasSize(1);
    cluster.start("gateway-2");
    assertThat(keys("miroir:write:gateway-2")).hasSize(1);
  }

  private static List<JsonNode> keys(String prefix) throws Exception {
    String url = "http://" + cluster.layout().http("node-1");
    List<JsonNode> keys = new ArrayList<>();
    for (JsonNode key :
        new ClusterClient(url, cluster.secrets().nodeKey())
            .json("GET", "/keys?limit=1000", "")
            .path("results")) {
      if (key.path("name").asText().startsWith(prefix)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static Stream<String> actions(JsonNode key) {
    return StreamSupport.stream(key.path("actions").spliterator(), false).map(JsonNode::asText);
  }

  /** Promise: a coordinator that cannot write its log ends; nothing acknowledged is lost. */
  @Test
  @Order(2)
  void aCoordinatorWithAFullDiskEndsAndTheOthersGoOn() throws Exception {
    prepare("full");
    String leader = leader();
    Path log = cluster.layout().log(leader);
    Load load = new Load(List.of(gateway(1), gateway(2)), KEY, "full", 5);
    try (load) {
      awaitWrites(load, 50);
      // No file of it may grow beyond this: its log is longer already, its words may go on.
      long bound = Files.size(log) + (24 << 10);
      int code =
          new ProcessBuilder(
                  "prlimit",
                  "--pid",
                  Long.toString(cluster.pid(leader).orElseThrow()),
                  "--fsize=" + bound)
              .inheritIO()
              .start()
              .waitFor();
      assertThat(code).isZero();
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> cluster.pid(leader).isEmpty());
      assertThat(Files.readString(log)).contains("FATAL: the log cannot be written");
      load.takeLongestStallMillis();
      awaitWrites(load, 50);
      // The last entry was torn: the log is not read, and nobody but the operator throws it away.
      assertThatThrownBy(() -> cluster.start(leader))
          .hasMessageContaining("the log of this coordinator cannot be read")
          .hasMessageContaining("delete this directory");
      wipe(leader, false);
      cluster.start(leader);
      awaitCaughtUp(leader, leader());
    }
    assertThat(load.failedSearches()).isEmpty();
    assertEveryAcknowledgedWriteIsThere(load, "full");
  }

  /** Promise: a coordinator stops before its disk is full, and says why. */
  @Test
  @Order(2)
  void aCoordinatorStopsWhileThereIsStillRoom() throws Exception {
    String leader = leader();
    Path home = cluster.layout().home(leader);
    long free = Files.getFileStore(home).getUsableSpace() >> 20;
    cluster.stop(leader);
    cluster.with("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", Long.toString(free - 500));
    cluster.start(leader);
    cluster.with("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", "1");
    Path ballast = home.resolve("ballast");
    try (var out = Files.newOutputStream(ballast)) {
      byte[] megabyte = new byte[1 << 20];
      for (int i = 0; i < 1_000 && cluster.pid(leader).isPresent(); i++) {
        out.write(megabyte);
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> cluster.pid(leader).isEmpty());
    } finally {
      Files.delete(ballast);
    }
    assertThat(Files.readString(cluster.layout().log(leader)))
        .contains("MB are free (expected: cluster.free_space_min_mb");
    client(1).makeIndex("without-room");
    cluster.start(leader);
    awaitCaughtUp(leader, leader());
  }

  /** Promise: a node that cannot be used is named with its reason. */
  @Test
  @Order(3)
  void nodesThatDoNotFitAreRefusedWithTheReason() throws Exception {
    HttpServer old =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    old.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"pkgVersion\":\"1.49.3\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    old.start();
    NodeOptions options =
        new NodeOptions(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            cluster.layout().data().resolve("stranger"),
            "other",
            1_000);
    NodeOptions others =
        new NodeOptions(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            cluster.layout().data().resolve("others"),
            cluster.secrets().nodeKey(),
            1_000);
    try (EmbeddedNode stranger = EmbeddedNode.start(options);
        EmbeddedNode taken = EmbeddedNode.start(others)) {
      new ClusterClient(taken.url(), cluster.secrets().nodeKey())
          .json(
              "POST",
              "/keys",
              "{\"name\":\"miroir:11111111-2222-3333-4444-555555555555:node-1:1\","
                  + "\"actions\":[\"version\"],\"indexes\":[\"*\"],\"expiresAt\":null}");
      assertThat(control("nodes", "add", "--id", "taken", "--url", taken.url())).isZero();
      assertReason("taken is REFUSED: belongs to cluster 11111111-2222-3333-4444-555555555555");
      assertThat(control("nodes", "add", "--id", "old", "--url", url(old.getAddress()))).isZero();
      assertThat(control("nodes", "add", "--id", "stranger", "--url", stranger.url())).isZero();
      assertReason("old is REFUSED: version 1.49.3 (expected: 1.50.x)");
      assertReason("stranger is REFUSED: HTTP 403");
      assertReason("(expected: security.node_master_key is its master key)");
    } finally {
      old.stop(0);
    }
  }

  private static String url(InetSocketAddress address) {
    return "http://127.0.0.1:" + address.getPort();
  }

  private static int control(String... command) throws IOException {
    return Miroirctl.run(
        Stream.concat(
                Stream.of(command),
                Stream.of(
                    "--endpoint",
                    cluster.layout().coordinators(),
                    "--admin-key",
                    cluster.secrets().adminKey()))
            .toArray(String[]::new));
  }

  private static void assertReason(String reason) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Program.run(
                        "miroir.coordinator.ctl.Miroirctl",
                        Map.of(),
                        "cluster",
                        "health",
                        "--endpoint",
                        cluster.layout().coordinators(),
                        "--admin-key",
                        cluster.secrets().adminKey())
                    .output()
                    .contains(reason));
  }
}
