package miroir.chaos.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.cluster.TemporaryCluster;
import miroir.chaos.workload.Api;
import picocli.CommandLine.Option;

/** The cluster under measurement, with what all benchmarks have in common. Not thread-safe. */
final class BenchCluster implements AutoCloseable {
  /** What the user may choose; a mixin of each benchmark. */
  static final class Options {
    @Option(
        names = "--nodes",
        split = ",",
        description = "URLs of real Meilisearch servers; embedded nodes when absent")
    private List<String> nodes = new ArrayList<>();

    @Option(names = "--node-master-key", defaultValue = "", description = "their master key")
    private String nodeKey = "";

    @Option(
        names = "--port-base",
        defaultValue = "24700",
        description = "first port of the cluster (default: ${DEFAULT-VALUE})")
    private int portBase = 24_700;

    /** Makes and starts a cluster of its own, in a new directory. */
    BenchCluster start() throws IOException, InterruptedException {
      return new BenchCluster(this);
    }

    String kind() {
      return nodes.isEmpty() ? "embedded nodes (not Meilisearch)" : "real Meilisearch servers";
    }
  }

  private final TemporaryCluster own;
  private final LocalCluster cluster;
  private final List<Api> nodes = new ArrayList<>();
  private final int portBase;

  private BenchCluster(Options options) throws IOException, InterruptedException {
    portBase = options.portBase;
    own = new TemporaryCluster("miroir-bench", null, options.portBase, line -> {});
    cluster = own.cluster();
    System.err.println("starting a cluster in " + cluster.layout().data());
    cluster.up("", options.nodeKey, options.nodes);
    List<String> urls = new ArrayList<>(options.nodes);
    for (int i = 1; options.nodes.isEmpty() && i <= Layout.NODES; i++) {
      urls.add("http://" + cluster.layout().http("node-" + i));
    }
    for (String url : urls) {
      nodes.add(new Api(url, cluster.secrets().nodeKey()));
    }
  }

  LocalCluster processes() {
    return cluster;
  }

  /** Returns the first gateway. */
  Api gateway() throws IOException {
    return new Api("http://" + cluster.layout().http("gateway-1"), cluster.secrets().masterKey());
  }

  String nodeKey() throws IOException {
    return cluster.secrets().nodeKey();
  }

  List<Api> nodes() {
    return nodes;
  }

  /** Makes an index with its own shards and copies. */
  void createIndex(String uid, int shards, int copies) throws IOException {
    String[] command = {
      "indexes", "create", "--uid", uid, "--shards", "" + shards, "--copies", "" + copies
    };
    cluster.ask(command);
  }

  /** Returns the first gateway's process. */
  long gatewayPid() throws IOException {
    return cluster.pid("gateway-1").orElseThrow(() -> new IOException("no gateway runs"));
  }

  /** Returns a port that the cluster does not use. */
  int freePort() {
    return portBase - 1;
  }

  /** Stops the cluster and deletes its data; servers that the user named keep what they have. */
  @Override
  public void close() throws IOException {
    own.close();
  }
}
