package miroir.chaos.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the coordinators of a local cluster tell about themselves. Thread-safe. */
public final class Coordinators {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
  private final Layout layout;

  /** Makes one for the cluster at {@code layout}. */
  public Coordinators(Layout layout) {
    this.layout = layout;
  }

  /** Returns the coordinators' names. */
  public static Stream<String> names() {
    return IntStream.rangeClosed(1, Layout.COORDINATORS).mapToObj(i -> "coordinator-" + i);
  }

  /** Returns who leads at this moment, by the leader's own word. */
  public Optional<String> leader() throws InterruptedException {
    for (String name : names().toList()) {
      if (ready(name).path("role").asText().equals("LEADER")) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Waits until one leads, and returns it. */
  public String awaitLeader() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<String> leader = leader();
      if (leader.isPresent()) {
        return leader.get();
      }
      Thread.sleep(50);
    }
    throw new IOException("no coordinator leads");
  }

  /** Returns the last log index that a coordinator has applied; -1 if it does not answer. */
  public long applied(String name) throws InterruptedException {
    return ready(name).path("appliedIndex").asLong(-1);
  }

  /** Waits until a coordinator has applied what the leader has applied by now. */
  public void awaitCaughtUp(String name) throws IOException, InterruptedException {
    long target = applied(awaitLeader());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (applied(name) < target) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(name + " has applied " + applied(name) + " of " + target);
      }
      Thread.sleep(50);
    }
  }

  private JsonNode ready(String name) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + layout.http(name) + "/_miroir/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}
