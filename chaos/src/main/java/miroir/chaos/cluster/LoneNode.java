package miroir.chaos.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * One server outside any cluster, started as the nodes of a cluster are: what a cluster has to
 * answer like. It listens on base + 60 and keeps its data below the cluster's.
 */
public final class LoneNode implements AutoCloseable {
  private static final String NAME = "node-1";
  private static final Duration READY = Duration.ofSeconds(60);

  /** From a layout's base to the base of the one whose first node is this. */
  private static final int PORTS_ABOVE = 9;

  private final Layout layout;

  private LoneNode(Layout layout) {
    this.layout = layout;
  }

  /**
   * Starts one beside a cluster that was made, with its nodes' key, and waits until it is ready.
   */
  public static LoneNode beside(LocalCluster cluster) throws IOException, InterruptedException {
    Layout near = cluster.layout();
    LoneNode node =
        new LoneNode(new Layout(near.data().resolve("lone"), near.base() + PORTS_ABOVE));
    new LocalProcess(node.layout, NAME)
        .start(Launch.of(NAME, node.layout, cluster.secrets(), Wiring.DIRECT));
    node.awaitReady();
    return node;
  }

  /** Returns its base URL. */
  public String url() {
    return "http://" + layout.http(NAME);
  }

  private void awaitReady() throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest health =
        HttpRequest.newBuilder(URI.create(url() + "/health"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long deadline = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        if (http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        if (new LocalProcess(layout, NAME).handle().isEmpty()) {
          throw new IOException("it ended; look at " + layout.log(NAME), notYet);
        }
      }
      Thread.sleep(50);
    }
    throw new IOException("it is not ready; look at " + layout.log(NAME));
  }

  @Override
  public void close() throws IOException {
    new LocalProcess(layout, NAME).stop();
  }
}
