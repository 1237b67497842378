package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import miroir.chaos.golden.KnownDifferences;
import miroir.chaos.golden.Replayer;
import miroir.chaos.golden.Server;
import miroir.chaos.golden.Story;
import miroir.chaos.workload.Load;
import miroir.chaos.workload.Write;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A whole cluster as it ships: three coordinators, two gateways, three embedded nodes, eight
 * processes. Faults are real kills. Coordinators take snapshots every few entries, so that restarts
 * go through them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalClusterTest extends OnALocalCluster {
  @BeforeAll
  static void begin() throws Exception {
    up("local-cluster", 17_700);
  }

  /** Promise: what one Meilisearch answers, but for the listed differences. */
  @Test
  @Order(1)
  void recordedStoriesAreAnsweredAsOneServerDid() throws Exception {
    for (String name : Story.IN_SCOPE) {
      Story story = Story.load(name).inScope();
      Replayer.Result result =
          new Replayer(new Server(gateway(1), KEY), KnownDifferences.listed()).replay(story);
      System.out.printf("%s %d / %d%n", name, result.passed(), result.steps());
      assertThat(result.failures()).as(name).isEmpty();
      assertThat(result.isGood())
          .as("a listed difference of %s does not occur any more", name)
          .isTrue();
    }
  }

  /** Promise: each gateway serves all, whichever of them writes. */
  @Test
  @Order(2)
  void bothGatewaysTakeWritesOfEveryIndex() throws Exception {
    for (String uid : List.of("one", "two")) {
      client(1).makeIndex(uid);
      for (int gateway = 1; gateway <= 2; gateway++) {
        long task =
            client(gateway)
                .json("POST", "/indexes/" + uid + "/documents", "[{\"id\":" + gateway + "}]")
                .path("taskUid")
                .asLong();
        client(gateway).awaitSuccess(task);
      }
      assertThat(client(2).documents(uid)).isEqualTo(Set.of("1", "2"));
    }
  }

  /** Promise: bad input gets a clear error and loses nothing. */
  @Test
  @Order(2)
  void badInputIsNamed() throws Exception {
    client(1).makeIndex("bad");
    String documents = "/indexes/bad/documents";
    var broken = client(1).send("POST", documents, "[{\"id\":1},{\"id\":}]");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(broken.body()).contains("malformed_payload").contains("column 17");
    var oversize = client(2).send("POST", documents, "[\"" + "x".repeat(100_000_001) + "\"]");
    assertThat(oversize.statusCode()).isEqualTo(413);
    assertThat(oversize.body()).contains("payload_too_large");
    var reserved = client(1).send("POST", documents, "[{\"id\":1,\"_miroir\\u005fshard\":[]}]");
    assertThat(reserved.statusCode()).isEqualTo(400);
    assertThat(reserved.body()).contains("miroir_reserved_field");
    String clauses = "genre = a" + " AND genre = a".repeat(9_999);
    var filter = client(1).send("POST", "/indexes/bad/search", "{\"filter\":\"" + clauses + "\"}");
    assertThat(filter.statusCode()).isEqualTo(400);
    assertThat(filter.body()).contains("invalid_search_filter").contains("not filterable");
    assertThat(filter.body()).doesNotContain("miroir");
    String quoted = "[{\"no\":\"" + "x".repeat(2_000_000) + "\"}]";
    long quoting = client(2).json("POST", documents, quoted).path("taskUid").asLong();
    long next = client(1).json("DELETE", documents + "/none", "").path("taskUid").asLong();
    client(1).awaitSuccess(next);
    var error = client(1).json("GET", "/tasks/" + quoting, "").path("error");
    assertThat(error.path("code").asText()).isEqualTo("missing_document_id");
    assertThat(client(1).documents("bad")).isEmpty();
  }

  /** Promise: a coordinator's death fails no search and loses no write. */
  @Test
  @Order(3)
  void killingTheLeadingCoordinatorUnderLoad() throws Exception {
    prepare("load");
    Load load = new Load(List.of(gateway(1), gateway(2)), KEY, "load", 5);
    try (load) {
      for (int round = 0; round < 3; round++) {
        awaitWrites(load, 50);
        load.takeLongestStallMillis();
        String leader = leader();
        cluster.kill(leader);
        awaitWrites(load, 50);
        System.out.printf(
            "killed %s: longest write stall %d ms%n", leader, load.takeLongestStallMillis());
        cluster.start(leader);
      }
    }
    assertThat(load.failedSearches()).isEmpty();
    assertThat(load.searches()).isGreaterThan(100);
    assertEveryAcknowledgedWriteIsThere(load, "load");
  }

  /** Promise: nothing registered is lost when all coordinators die at once. */
  @Test
  @Order(4)
  void killingAllCoordinatorsAndStartingThemAgain() throws Exception {
    long before = client(1).json("GET", "/tasks?limit=1", "").path("total").asLong();
    Set<String> documents = client(1).documents("load");
    for (int i = 1; i <= 3; i++) {
      cluster.kill("coordinator-" + i);
    }
    assertThat(client(1).documents("load")).as("searches go on").isEqualTo(documents);
    for (int i = 1; i <= 3; i++) {
      assertThat(snapshots("coordinator-" + i)).as("a snapshot was taken").isPositive();
    }
    cluster.start(List.of("coordinator-1", "coordinator-2", "coordinator-3"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> client(1).json("GET", "/tasks?limit=1", "").path("total").asLong() == before);
    assertThat(client(2).documents("load")).isEqualTo(documents);
  }

  private static long snapshots(String name) throws IOException {
    try (Stream<Path> files = Files.walk(cluster.layout().home(name))) {
      return files
          .filter(file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+\\.md5"))
          .count();
    } catch (UncheckedIOException replaced) {
      // An old one is deleted once a new one is there.
      return snapshots(name);
    }
  }

  /** Promise: a follower that lost its log rejoins, through a snapshot, under the same leader. */
  @Test
  @Order(5)
  void aWipedFollowerRejoins() throws Exception {
    awaitSnapshot(leader());
    for (boolean identityToo : new boolean[] {false, true}) {
      String leader = leader();
      String follower = leader.equals("coordinator-1") ? "coordinator-2" : "coordinator-1";
      cluster.kill(follower);
      wipe(follower, identityToo);
      long start = System.nanoTime();
      cluster.start(follower);
      awaitCaughtUp(follower, leader);
      System.out.printf(
          "%s wiped%s: caught up %d ms after its start%n",
          follower,
          identityToo ? ", initialised again" : "",
          (System.nanoTime() - start) / 1_000_000);
      assertThat(snapshots(follower)).as("it got a snapshot").isPositive();
      assertThat(leader()).as("nobody had to step down").isEqualTo(leader);
      client(1).makeIndex("after-wipe-" + identityToo);
    }
  }

  /** Promise: who lost its log gives no vote; what the lost leader alone may have stays. */
  @Test
  @Order(5)
  void aWipedFollowerElectsNobody() throws Exception {
    String leader = leader();
    String follower = leader.equals("coordinator-1") ? "coordinator-2" : "coordinator-1";
    cluster.kill(follower);
    wipe(follower, false);
    cluster.kill(leader);
    cluster.launch(follower);
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> Files.readString(cluster.layout().log(follower)).contains("waiting for a"));
    Awaitility.await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(6))
        .until(() -> coordinators().noneMatch(name -> isLeader(name)));
    cluster.start(leader);
    cluster.awaitReady(follower);
    awaitCaughtUp(follower, leader());
    client(1).makeIndex("after-no-vote");
  }

  /** The log must not go back to its beginning, or a snapshot is not what brings a peer up. */
  private static void awaitSnapshot(String coordinator) throws Exception {
    prepare("entries");
    try (Load load = new Load(List.of(gateway(1)), KEY, "entries", 5)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> snapshots(coordinator) > 0 && load.acknowledged() > 50);
    }
  }

  /** Promise: when a gateway stops, or dies, the other serves all and becomes the writer. */
  @Test
  @Order(6)
  void theOtherGatewayBecomesTheWriter() throws Exception {
    ClusterClient other = client(2);
    for (boolean kill : new boolean[] {false, true}) {
      prepare("load" + kill);
      Load load = new Load(List.of(gateway(2)), KEY, "load" + kill, 5);
      try (load) {
        awaitWrites(load, 20);
        assertThat(writers()).as("gateway-1 has something to hand over").contains("gateway-1");
        load.takeLongestStallMillis();
        if (kill) {
          cluster.kill("gateway-1");
        } else {
          cluster.stop("gateway-1");
        }
        for (String uid : List.of("one", "two", "load", "load" + kill)) {
          long task =
              other
                  .json("POST", "/indexes/" + uid + "/documents", "[{\"id\":\"late\"}]")
                  .path("taskUid")
                  .asLong();
          other.awaitSuccess(task);
          assertThat(other.documents(uid)).contains("late");
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> writers().equals(Set.of("gateway-2")));
        System.out.printf(
            "gateway-1 %s: longest write stall %d ms%n",
            kill ? "killed" : "stopped", load.takeLongestStallMillis());
      }
      assertThat(load.failedSearches()).isEmpty();
      cluster.start("gateway-1");
      ObjectNode late = new ObjectMapper().createObjectNode().put("id", "late");
      Write others = new Write(Write.Kind.REPLACE, List.of(late), "");
      assertEveryAcknowledgedWriteIsThere(load, "load" + kill, others);
    }
  }

  /** Returns who writes the indexes. */
  private static Set<String> writers() throws Exception {
    Set<String> writers = new HashSet<>();
    JsonNode indexes = new ObjectMapper().readTree(cluster.ask("indexes", "list"));
    indexes.forEach(index -> writers.add(index.path("writer").asText()));
    return writers;
  }
}
