package miroir.chaos.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;

/** A sample, a search, the death of the leading coordinator, and the search again. */
final class Demo implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalCluster cluster;

  Demo(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Integer call() throws Exception {
    byte[] books;
    try (InputStream in = Demo.class.getResourceAsStream("/data/books.json")) {
      if (in == null) {
        throw new IOException("the sample is missing");
      }
      books = in.readAllBytes();
    }
    System.out.println("Loading 244 books into the index \"demo\" …");
    JsonNode task = send("POST", "/indexes/demo/documents?primaryKey=id", books);
    awaitEnd(task.path("taskUid").asLong());
    search();
    String leader = new Coordinators(cluster.layout()).awaitLeader();
    System.out.println("Killing the leading coordinator, " + leader + " …");
    cluster.kill(leader);
    search();
    System.out.println("Starting " + leader + " again …");
    cluster.start(leader);
    return 0;
  }

  private void search() throws IOException, InterruptedException {
    byte[] query = "{\"q\":\"harry poter\",\"limit\":3}".getBytes(StandardCharsets.UTF_8);
    JsonNode answer = send("POST", "/indexes/demo/search", query);
    System.out.println("Search \"harry poter\":");
    answer.path("hits").forEach(hit -> System.out.println("  " + hit.path("title").asText()));
  }

  private void awaitEnd(long task) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      String status = send("GET", "/tasks/" + task, new byte[0]).path("status").asText();
      if (!status.equals("enqueued") && !status.equals("processing")) {
        return;
      }
      Thread.sleep(50);
    }
    throw new IOException("task " + task + " did not end");
  }

  private JsonNode send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + cluster.layout().http("gateway-1") + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + cluster.secrets().masterKey())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(method + " " + path + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }
}
