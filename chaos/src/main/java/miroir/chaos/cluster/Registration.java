package miroir.chaos.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Makes a cluster's nodes known to its coordinators. */
final class Registration {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
  private final Layout layout;
  private final Control control;
  private final List<String> urls;
  private final Duration patience;

  /**
   * Makes one.
   *
   * @param urls of node-1, node-2, …
   * @param patience how long a busy machine may take
   */
  Registration(Layout layout, Control control, List<String> urls, Duration patience) {
    this.layout = layout;
    this.control = control;
    this.urls = urls;
    this.patience = patience;
  }

  /** Registers all nodes and waits until they are adopted. */
  void run() throws IOException, InterruptedException {
    for (int i = 0; i < urls.size(); i++) {
      add("node-" + (i + 1), urls.get(i));
    }
    awaitAdopted();
  }

  /**
   * Registering a node that is known is nothing new: what a busy machine was too slow for is asked
   * again.
   */
  void add(String name, String url) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        control.run("nodes", "add", "--id", name, "--url", url);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  void awaitAdopted() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (nodesUp() < urls.size()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("not every node was adopted; look at: scripts/miroirctl nodes list");
      }
      Thread.sleep(100);
    }
  }

  private int nodesUp() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + layout.http("coordinator-1") + "/_miroir/metrics"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      String metrics = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      for (String line : metrics.split("\n")) {
        if (line.startsWith("miroir_nodes_up ")) {
          return (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1));
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
