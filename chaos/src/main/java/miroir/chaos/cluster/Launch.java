package miroir.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a process of a local cluster is started.
 *
 * @param command program and arguments
 * @param environment what is added to this process's environment
 */
record Launch(List<String> command, Map<String, String> environment) {
  /** What docs/operations.md recommends for nodes, and no word to anybody. */
  private static final Map<String, String> NODE_SETTINGS =
      Map.of(
          "MEILI_NO_ANALYTICS", "true",
          "MEILI_LOG_LEVEL", "WARN",
          "MEILI_MAX_INDEXING_MEMORY", "1GiB",
          "MEILI_EXPERIMENTAL_MAX_NUMBER_OF_BATCHED_TASKS", "1000");

  /** An embedded node holds its documents in memory: 100,000 of them, in copies, take more. */
  private static final List<String> HEAP = List.of("-Xmx1g");

  /** Says how to start a process of this name. */
  static Launch of(String name, Layout layout, Secrets secrets, Wiring wiring) throws IOException {
    return switch (Layout.role(name)) {
      case "coordinator" -> coordinator(name, layout, secrets, wiring);
      case "gateway" -> gateway(name, layout, secrets, wiring);
      default -> node(name, layout, secrets, wiring);
    };
  }

  private static Launch coordinator(String name, Layout layout, Secrets secrets, Wiring wiring) {
    Map<String, String> environment = shared(layout, secrets);
    environment.put("MIROIR_SECURITY_NODE_MASTER_KEY", secrets.nodeKey());
    environment.put("MIROIR_CLUSTER_ID", name);
    environment.put("MIROIR_CLUSTER_DATA_DIR", layout.home(name).toString());
    environment.put(
        "MIROIR_CLUSTER_ADMIN_LISTEN", layout.grpc(wiring.calledHost(), Layout.number(name)));
    environment.put("MIROIR_CLUSTER_HTTP_LISTEN", layout.http(name));
    return new Launch(
        JavaCommand.with(wiring.javaOptions(name), "miroir.coordinator.Main", "run"), environment);
  }

  private static Launch gateway(String name, Layout layout, Secrets secrets, Wiring wiring) {
    Map<String, String> environment = shared(layout, secrets);
    environment.put("MIROIR_SECURITY_MASTER_KEY", secrets.masterKey());
    environment.put("MIROIR_GATEWAY_ID", name);
    environment.put("MIROIR_GATEWAY_LISTEN", layout.http(name));
    environment.put("MIROIR_GATEWAY_COORDINATORS", layout.coordinators(wiring.calledHost()));
    return new Launch(
        JavaCommand.with(wiring.javaOptions(name), "miroir.gateway.Main"), environment);
  }

  /** A node is started by the same flags, whether it is a Meilisearch or an embedded one. */
  private static Launch node(String name, Layout layout, Secrets secrets, Wiring wiring) {
    Path home = layout.home(name);
    List<String> command = new ArrayList<>();
    if (secrets.nodeProgram().isEmpty()) {
      command.addAll(JavaCommand.with(HEAP, "miroir.chaos.embedded.Main"));
    } else {
      command.add(secrets.nodeProgram());
    }
    command.addAll(
        List.of("--http-addr", layout.http(wiring.nodeHost(), name), "--db-path", home.toString()));
    Map<String, String> environment = new HashMap<>(NODE_SETTINGS);
    environment.put("MEILI_MASTER_KEY", secrets.nodeKey());
    environment.put("MEILI_DUMP_DIR", home.resolve("dumps").toString());
    environment.put("MEILI_SNAPSHOT_DIR", home.resolve("snapshots").toString());
    return new Launch(command, environment);
  }

  private static Map<String, String> shared(Layout layout, Secrets secrets) {
    Map<String, String> environment = new HashMap<>();
    environment.put("MIROIR_SECURITY_CLUSTER_KEY", secrets.clusterKey());
    environment.put("MIROIR_SECURITY_ADMIN_KEY", secrets.adminKey());
    environment.put("MIROIR_CLUSTER_PEERS", layout.peers());
    return environment;
  }
}
