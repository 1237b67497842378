package miroir.chaos.order;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import miroir.chaos.Programs;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.cluster.LoneNode;
import miroir.chaos.cluster.TemporaryCluster;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/order-check}: does a cluster find what one server finds, in its order? */
@Command(
    name = "order-check",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a cluster and one server, fills both alike, and compares their answers to recorded",
      "and to random searches: through each gateway, and with each node stopped in turn."
    })
public final class Main implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = "--port-base",
      defaultValue = "7800",
      description = "first port; base to base + 60 are used (default: ${DEFAULT-VALUE})")
  private int portBase;

  @Option(
      names = "--searches",
      defaultValue = "20",
      description = "random searches of each kind and data set (default: ${DEFAULT-VALUE})")
  private int searches;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "first seed of random searches (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--node-program",
      defaultValue = "",
      description = "a Meilisearch binary to run the nodes and the one server from")
  private String nodeProgram = "";

  @Option(
      names = "--nodes",
      split = ",",
      description = "URLs of Meilisearch servers that run; they are not stopped")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--single",
      defaultValue = "",
      description = "with --nodes: the URL of the one server")
  private String single = "";

  @Option(names = "--node-master-key", defaultValue = "", description = "with --nodes: their key")
  private String nodeKey = "";

  private Main() {}

  /** Runs the program; it ends with 0 when every search was answered as one server does. */
  public static void main(String[] arguments) {
    Programs.run("order-check", new Main(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    if (nodes.isEmpty() != single.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--nodes and --single go together");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<SearchSet> sets =
        new ArrayList<>(SearchSet.RECORDED.stream().map(SearchSet::recorded).toList());
    for (DataSet data : searches > 0 ? DataSet.ALL : List.<DataSet>of()) {
      sets.add(SearchSet.random(data, searches, seed));
    }
    try (TemporaryCluster own =
        new TemporaryCluster("miroir-order-check", null, portBase, out::println)) {
      return check(own.cluster().withNodeProgram(nodeProgram), sets, out) ? 0 : 1;
    }
  }

  private boolean check(LocalCluster cluster, List<SearchSet> sets, PrintWriter out)
      throws IOException, InterruptedException {
    cluster.up("", nodeKey, nodes);
    boolean good;
    if (nodes.isEmpty()) {
      try (LoneNode lone = LoneNode.beside(cluster)) {
        good = new OrderCheck(Servers.with(cluster, lone), sets, out).run();
      }
    } else {
      good = new OrderCheck(Servers.with(cluster, single), sets, out).run();
      out.println(
          "Not asked: each copy by itself. Servers that run already are not this program's to"
              + " stop; --node-program lets it start them.");
    }
    out.println(good ? "The cluster answers as one server does." : "There are differences.");
    out.flush();
    return good;
  }
}
