package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import miroir.chaos.check.ClusterCheck;
import miroir.chaos.check.Recovery;
import miroir.chaos.workload.Account;
import miroir.chaos.workload.Api;
import miroir.chaos.workload.Load;
import miroir.chaos.workload.Outcome;
import miroir.chaos.workload.Write;
import miroir.coordinator.raft.Identity;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;

/**
 * A whole cluster as it ships, for the tests of one class: three coordinators, two gateways, three
 * embedded nodes, eight processes. Coordinators take snapshots every few entries, so that restarts
 * go through them.
 */
abstract class OnALocalCluster {
  static final String KEY = "masterKey";

  static LocalCluster cluster = new LocalCluster(new Layout(Path.of(""), 0), line -> {});

  /** Starts a fresh cluster; several builds on one machine need another first port each. */
  static void up(String name, int portBase) throws Exception {
    Path data = Path.of("target", name).toAbsolutePath();
    int shift = Integer.getInteger("miroir.test.portShift", 0);
    cluster =
        new LocalCluster(new Layout(data, portBase + shift), System.out::println)
            .with("MIROIR_CLUSTER_SNAPSHOT_ENTRIES", "200")
            .with("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", "1");
    cluster.reset();
    cluster.up(KEY, "", List.of());
  }

  @AfterAll
  static void down() throws IOException {
    cluster.down();
    assertThat(cluster.bugs()).isEmpty();
  }

  static String gateway(int number) {
    return "http://" + cluster.layout().http("gateway-" + number);
  }

  static ClusterClient client(int gateway) {
    return new ClusterClient(gateway(gateway), KEY);
  }

  /** Makes an index that a load may write to, and waits until both gateways know it. */
  static void prepare(String uid) throws Exception {
    Load.prepare(api(1), uid);
    api(2).awaitIndex(uid);
  }

  private static Api api(int gateway) {
    return new Api(gateway(gateway), KEY);
  }

  /**
   * Looks at every copy, and at every acknowledged task, of an index that nobody else wrote to.
   *
   * @param others acknowledged writes to other documents than the load's
   */
  static void assertEveryAcknowledgedWriteIsThere(Load load, String uid, Write... others)
      throws Exception {
    Account account = load.account();
    for (Write other : others) {
      account.add(other, Outcome.DONE);
    }
    new Recovery(cluster, api(2), uid, System.out::println).await(Duration.ofMinutes(2));
    assertThat(
            new ClusterCheck(cluster, List.of(api(1), api(2)), uid)
                .violations(account, load.tasks()))
        .isEmpty();
  }

  static void awaitWrites(Load load, int more) {
    int wanted = load.acknowledged() + more;
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> load.acknowledged() >= wanted);
  }

  static String leader() throws Exception {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> coordinators().filter(name -> isLeader(name)).findFirst().orElse(""),
            name -> !name.isEmpty());
  }

  static Stream<String> coordinators() {
    return Stream.of("coordinator-1", "coordinator-2", "coordinator-3");
  }

  static boolean isLeader(String coordinator) {
    return ready(coordinator).path("role").asText().equals("LEADER");
  }

  static com.fasterxml.jackson.databind.JsonNode ready(String coordinator) {
    try {
      return Objects.requireNonNull(
          new ClusterClient("http://" + cluster.layout().http(coordinator), "")
              .json("GET", "/_miroir/ready", ""));
    } catch (IOException e) {
      return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void awaitCaughtUp(String follower, String leader) {
    // Under load the leader is ahead of whatever was read of the follower before.
    long target = applied(leader);
    assertThat(target).isPositive();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> applied(follower) >= target);
  }

  static long applied(String coordinator) {
    return ready(coordinator).path("appliedIndex").asLong();
  }

  /** Deletes what a coordinator keeps: its log, or all of it; then it is initialised again. */
  static void wipe(String coordinator, boolean identityToo) throws IOException {
    Path home = cluster.layout().home(coordinator);
    Path gone = identityToo ? home : home.resolve("raft");
    try (Stream<Path> files = Files.walk(gone)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    if (identityToo) {
      Identity.init(home, UUID.fromString(cluster.secrets().clusterId()), coordinator);
    }
  }
}
