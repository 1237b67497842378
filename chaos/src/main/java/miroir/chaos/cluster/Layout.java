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

  private static String at(int port) {
    return "127.0.0.1:" + port;
  }

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
    int number = number(name);
    return switch (role(name)) {
      case "coordinator" -> at(base + 30 + number);
      case "gateway" -> at(base + number - 1);
      default -> at(base + 50 + number);
    };
  }

  /** Returns a coordinator's gRPC address. */
  public String grpc(int number) {
    return at(base + 20 + number);
  }

  /** Returns the gRPC addresses of all coordinators, with commas. */
  public String coordinators() {
    return IntStream.rangeClosed(1, COORDINATORS)
        .mapToObj(this::grpc)
        .collect(Collectors.joining(","));
  }

  /** Returns the Raft peers, as {@code cluster.peers} wants them. */
  public String peers() {
    return IntStream.rangeClosed(1, COORDINATORS)
        .mapToObj(number -> "coordinator-" + number + "=" + at(base + 40 + number))
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
