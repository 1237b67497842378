package miroir.chaos.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Names, ports and directories of a local cluster (surface.md, Ports): from base B, gateway-N
 * listens on B+N-1, coordinator-N on B+20+N (gRPC), B+30+N (HTTP) and B+40+N (Raft), node-N on
 * B+50+N.
 *
 * @param data where everything lies
 * @param base first port
 */
public record Layout(Path data, int base) {
  /** Coordinators of a local cluster. */
  public static final int COORDINATORS = 3;

  /** Gateways of a local cluster. */
  public static final int GATEWAYS = 2;

  /** Embedded nodes of a local cluster, to begin with. */
  public static final int NODES = 3;

  private static final String LOOPBACK = "127.0.0.1";

  /** Returns the number behind a name such as {@code gateway-2}. */
  public static int number(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** Returns what a process is: coordinator, gateway or node. */
  public static String role(String name) {
    return name.substring(0, name.lastIndexOf('-'));
  }

  /** Returns where a process serves HTTP. */
  public String http(String name) {
    return http(LOOPBACK, name);
  }

  /** Returns the same under another host. */
  public String http(String host, String name) {
    int number = number(name);
    int port =
        switch (role(name)) {
          case "coordinator" -> base + 30 + number;
          case "gateway" -> base + number - 1;
          default -> base + 50 + number;
        };
    return host + ":" + port;
  }

  /** Returns a coordinator's gRPC address. */
  public String grpc(int number) {
    return grpc(LOOPBACK, number);
  }

  /** Returns the same under another host. */
  public String grpc(String host, int number) {
    return host + ":" + (base + 20 + number);
  }

  /** Returns the gRPC addresses of all coordinators, with commas. */
  public String coordinators() {
    return coordinators(LOOPBACK);
  }

  /** Returns the same under another host. */
  public String coordinators(String host) {
    return IntStream.rangeClosed(1, COORDINATORS)
        .mapToObj(number -> grpc(host, number))
        .collect(Collectors.joining(","));
  }

  /** Returns the Raft peers, as {@code cluster.peers} wants them. */
  public String peers() {
    return IntStream.rangeClosed(1, COORDINATORS)
        .mapToObj(number -> "coordinator-" + number + "=" + LOOPBACK + ":" + (base + 40 + number))
        .collect(Collectors.joining(","));
  }

  /** Returns the names of coordinators and gateways. */
  public List<String> fixedNames() {
    return IntStream.rangeClosed(1, COORDINATORS + GATEWAYS)
        .mapToObj(i -> i <= COORDINATORS ? "coordinator-" + i : "gateway-" + (i - COORDINATORS))
        .toList();
  }

  /** Returns a process's own directory. */
  public Path home(String name) {
    return data.resolve(name);
  }

  /** Returns a process's log. */
  public Path log(String name) {
    return data.resolve("logs").resolve(name + ".log");
  }

  /** Returns the file with a process's id. */
  public Path pidFile(String name) {
    return data.resolve("run").resolve(name + ".pid");
  }
}
