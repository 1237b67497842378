package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import miroir.coordinator.raft.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: a start that cannot go well ends at once, and says which key is to blame. */
class BadStartTest {
  private static final String COORDINATOR = "miroir.coordinator.Main";
  private static final String GATEWAY = "miroir.gateway.Main";
  private static final UUID CLUSTER = UUID.randomUUID();
  private static final String ANY_PORT = "127.0.0.1:0";

  @TempDir private Path data = Path.of("");

  private Map<String, String> environment() throws IOException {
    Identity.init(data, CLUSTER, "coordinator-1");
    Map<String, String> environment = new HashMap<>();
    environment.put("MIROIR_CLUSTER_DATA_DIR", data.toString());
    environment.put("MIROIR_CLUSTER_ADMIN_LISTEN", ANY_PORT);
    environment.put("MIROIR_CLUSTER_HTTP_LISTEN", ANY_PORT);
    environment.put("MIROIR_CLUSTER_PEERS", "coordinator-1=" + ANY_PORT);
    environment.put("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", "1");
    environment.put("MIROIR_GATEWAY_COORDINATORS", "127.0.0.1:1");
    return environment;
  }

  private static void refused(Program run, String... words) {
    assertThat(run.output()).contains(words).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster.admin_listen",
        "cluster.http_listen",
        "cluster.peers",
        "gateway.listen",
      })
  void aPortInUseIsNamedByItsKey(String key) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Map<String, String> environment = environment();
      environment.put(
          "MIROIR_" + key.replace('.', '_').toUpperCase(java.util.Locale.ROOT),
          key.equals("cluster.peers") ? "coordinator-1=" + address : address);
      Program run =
          key.startsWith("gateway")
              ? Program.run(GATEWAY, environment)
              : Program.run(COORDINATOR, environment, "run");
      refused(run, key + " = ", address, "cannot listen there", "in use");
    }
  }

  @Test
  void bothProgramsRefuseAConfigurationThatTheyDoNotUnderstand() throws Exception {
    Path file = Files.writeString(data.resolve("miroir.toml"), "[cluster]\nidd = \"x\"\n");
    for (String main : new String[] {COORDINATOR, GATEWAY}) {
      String[] run = main.equals(GATEWAY) ? new String[0] : new String[] {"run"};
      refused(Program.run(main, environment(), with(run, file)), "miroir.toml:2", "cluster.idd");
      Path broken = Files.writeString(data.resolve("broken.toml"), "[cluster\n");
      refused(Program.run(main, environment(), with(run, broken)), "broken.toml:1", "not TOML");
      Path absent = data.resolve("absent.toml");
      refused(Program.run(main, environment(), with(run, absent)), "absent.toml", "be read");
    }
  }

  private static String[] with(String[] run, Path file) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(run), java.util.stream.Stream.of("--config", file.toString()))
        .toArray(String[]::new);
  }

  @Test
  void anotherPeersDirectoryIsRefused() throws Exception {
    Map<String, String> environment = environment();
    environment.put("MIROIR_CLUSTER_ID", "coordinator-2");
    refused(Program.run(COORDINATOR, environment, "run"), "coordinator-2", "is of peer");
    environment.put("MIROIR_CLUSTER_ID", "coordinator-1");
    Files.createDirectories(data.resolve("raft").resolve(UUID.randomUUID().toString()));
    refused(Program.run(COORDINATOR, environment, "run"), "holds another group");
  }

  @Test
  void aDiskWithoutSpaceIsRefused() throws Exception {
    Map<String, String> environment = environment();
    environment.put("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", "1000000000");
    refused(
        Program.run(COORDINATOR, environment, "run"),
        data.toString(),
        "MB are free",
        "cluster.free_space_min_mb");
  }
}
