package miroir.chaos.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import miroir.chaos.Programs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code scripts/miroir}: a cluster on this machine. */
@Command(
    name = "miroir",
    mixinStandardHelpOptions = true,
    description = "A whole Miroir cluster on this machine, for a first look and for tests.")
public final class Main implements Runnable {
  @Option(
      names = "--data",
      scope = ScopeType.INHERIT,
      defaultValue = "data",
      description = "where the cluster's data lie (default: data)")
  private Path data = Path.of("data");

  @Option(
      names = "--port-base",
      scope = ScopeType.INHERIT,
      defaultValue = "7700",
      description = "first port; the cluster uses base to base + 60 (default: 7700)")
  private int portBase = 7700;

  private Main() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    Programs.run("miroir", new Main(), arguments);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  private LocalCluster cluster() {
    return new LocalCluster(new Layout(data.toAbsolutePath(), portBase), System.out::println);
  }

  @Command(name = "up", description = "Starts the cluster, makes it first if need be, and waits.")
  int up(
      @Option(names = "--master-key", defaultValue = "", description = "clients' key, at first")
          String masterKey,
      @Option(names = "--nodes", split = ",", description = "URLs of real Meilisearch servers")
          List<String> nodes,
      @Option(names = "--node-master-key", defaultValue = "", description = "their master key")
          String nodeKey,
      @Option(
              names = "--node-program",
              defaultValue = "",
              description = "a Meilisearch binary to run nodes from, at first")
          String nodeProgram)
      throws IOException, InterruptedException {
    LocalCluster cluster = cluster().withNodeProgram(nodeProgram);
    cluster.up(masterKey, nodeKey, nodes == null ? List.of() : nodes);
    Welcome.print(cluster, portBase, data);
    return 0;
  }

  @Command(name = "status", description = "Every process, and whether it is ready.")
  int status(@Option(names = "--json", description = "as JSON") boolean json)
      throws IOException, InterruptedException {
    List<LocalCluster.Status> all = cluster().status();
    if (json) {
      System.out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
      return 0;
    }
    for (LocalCluster.Status one : all) {
      System.out.printf(
          "%-15s %-12s %-8s %-24s %s%n",
          one.name(),
          one.role(),
          one.pid() == 0 ? "-" : Long.toString(one.pid()),
          one.url(),
          one.pid() == 0 ? "stopped" : one.ready() ? "ready" : "not ready");
    }
    return 0;
  }

  @Command(name = "logs", description = "The end of a process's log.")
  int logs(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--lines", defaultValue = "40") int lines)
      throws IOException {
    List<String> all = Files.readAllLines(cluster().layout().log(name));
    all.subList(Math.max(0, all.size() - lines), all.size()).forEach(System.out::println);
    return 0;
  }

  @Command(name = "env", description = "URL and key as shell exports.")
  int env() throws IOException {
    LocalCluster cluster = cluster();
    String key = cluster.secrets().masterKey();
    System.out.println("export MEILISEARCH_URL=http://" + cluster.layout().http("gateway-1"));
    System.out.println("export MEILISEARCH_KEY=" + key);
    return 0;
  }

  @Command(name = "start", description = "Starts one process; a new node-N is registered.")
  int start(@Parameters(paramLabel = "NAME") String name) throws IOException, InterruptedException {
    cluster().start(name);
    return 0;
  }

  @Command(name = "stop", description = "Stops one process.")
  int stop(@Parameters(paramLabel = "NAME") String name) throws IOException {
    cluster().stop(name);
    return 0;
  }

  @Command(name = "kill", description = "Kills one process, as kill -9 does.")
  int kill(@Parameters(paramLabel = "NAME") String name) throws IOException {
    cluster().kill(name);
    return 0;
  }

  @Command(name = "down", description = "Stops everything; the data stay.")
  int down() throws IOException {
    cluster().down();
    return 0;
  }

  @Command(name = "reset", description = "Stops everything and deletes the data.")
  int reset() throws IOException {
    cluster().reset();
    return 0;
  }

  @Command(
      name = "demo",
      description = "Loads a sample, searches, kills the leading coordinator, searches again.")
  int demo() throws Exception {
    Callable<Integer> demo = new Demo(cluster());
    return demo.call();
  }
}
