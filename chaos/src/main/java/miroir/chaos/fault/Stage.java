package miroir.chaos.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import miroir.chaos.cluster.Coordinators;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.cluster.TemporaryCluster;
import miroir.chaos.proxy.Links;
import miroir.chaos.workload.Api;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with links between its processes, on which faults happen. It ends when it is closed.
 * Not for use by two threads.
 */
final class Stage implements AutoCloseable {
  private static final String KEY = "chaosMasterKey";

  private final TemporaryCluster own;
  private final Links links;
  private final boolean ownNodes;

  private Stage(TemporaryCluster own, Links links, boolean ownNodes) {
    this.own = own;
    this.links = links;
    this.ownNodes = ownNodes;
  }

  /**
   * What a stage is made of.
   *
   * @param nodes URLs of fresh Meilisearch servers; empty: processes of the cluster's own
   * @param nodeKey their master key
   * @param nodeProgram a Meilisearch binary for the cluster's own nodes; empty: embedded nodes
   * @param portBase the first port
   */
  record Make(List<String> nodes, String nodeKey, String nodeProgram, int portBase) {}

  /**
   * Starts a cluster and waits until it is ready.
   *
   * @param data where it lies and stays; in a directory of its own, which is deleted, when null
   */
  static Stage open(Make make, @Nullable Path data, Consumer<String> say)
      throws IOException, InterruptedException {
    TemporaryCluster own = new TemporaryCluster("miroir-chaos", data, make.portBase, say);
    Links links = Links.open(own.cluster().layout(), make.nodes);
    Stage stage = new Stage(own, links, make.nodes.isEmpty());
    try {
      own.cluster()
          .through(links)
          .withNodeProgram(make.nodeProgram)
          .with("MIROIR_CLUSTER_SNAPSHOT_ENTRIES", "2000")
          .with("MIROIR_CLUSTER_FREE_SPACE_MIN_MB", "1")
          .up(KEY, make.nodeKey, make.nodes);
      return stage;
    } catch (IOException | InterruptedException e) {
      stage.close();
      throw e;
    }
  }

  /** Stops and deletes what an earlier run has left in a directory. */
  static void clear(Path data, int portBase) throws IOException {
    new LocalCluster(new Layout(data, portBase), line -> {}).reset();
  }

  LocalCluster cluster() {
    return own.cluster();
  }

  Links links() {
    return links;
  }

  Coordinators coordinators() {
    return new Coordinators(cluster().layout());
  }

  /** Returns whether nodes are processes of the cluster's own, which faults may kill. */
  boolean hasOwnNodes() {
    return ownNodes;
  }

  String key() {
    return KEY;
  }

  /** Returns the gateways' base URLs. */
  List<String> gateways() {
    return IntStream.rangeClosed(1, Layout.GATEWAYS)
        .mapToObj(i -> "http://" + cluster().layout().http("gateway-" + i))
        .toList();
  }

  /** Returns the gateways' APIs. */
  List<Api> apis() {
    return gateways().stream().map(url -> new Api(url, KEY)).toList();
  }

  /** Lets data and logs stay, and returns where the logs are. */
  Path keep() {
    own.keep();
    return cluster().layout().data().resolve("logs");
  }

  @Override
  public void close() throws IOException {
    own.close();
    links.close();
  }
}
