package miroir.chaos.order;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.cluster.LoneNode;
import miroir.chaos.golden.Server;

/**
 * A cluster, and one server that holds all by itself.
 *
 * @param cluster the cluster, up
 * @param single the one server
 * @param nodes names of nodes that may be stopped
 */
record Servers(LocalCluster cluster, Server single, List<String> nodes) {
  /** Takes a cluster whose nodes are processes of ours, and a server like them. */
  static Servers with(LocalCluster cluster, LoneNode lone) throws IOException {
    List<String> nodes = IntStream.rangeClosed(1, Layout.NODES).mapToObj(i -> "node-" + i).toList();
    return new Servers(cluster, new Server(lone.url(), cluster.secrets().nodeKey()), nodes);
  }

  /** Takes a cluster over servers that are not ours to stop, and one more with the same key. */
  static Servers with(LocalCluster cluster, String singleUrl) throws IOException {
    return new Servers(cluster, new Server(singleUrl, cluster.secrets().nodeKey()), List.of());
  }

  /** Returns a gateway, from 1. */
  Server gateway(int number) throws IOException {
    return new Server(
        "http://" + cluster.layout().http("gateway-" + number), cluster.secrets().masterKey());
  }

  void stop(String node) throws IOException {
    cluster.stop(node);
  }

  /** Starts a node again and waits until the cluster knows. */
  void start(String node) throws IOException, InterruptedException {
    cluster.start(node);
    cluster.awaitNodes();
  }

  /** Returns every copy of every shard with its state, as {@code miroirctl shards list} has it. */
  String shards() throws IOException {
    return cluster.ask("shards", "list");
  }
}
