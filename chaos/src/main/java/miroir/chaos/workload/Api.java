package miroir.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a check asks of one server through the Meilisearch API. Thread-safe. */
public final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PAGE = 1_000;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String url;
  private final String key;

  /** Makes one for a base URL and a key, which may be empty. */
  public Api(String url, String key) {
    this.url = url;
    this.key = key;
  }

  /** Sends a request and returns the answer, whatever it is. */
  public HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a request and returns its answer as JSON, whatever its status is. */
  public JsonNode json(String method, String path, String body)
      throws IOException, InterruptedException {
    return JSON.readTree(send(method, path, body).body());
  }

  /** Makes an index with the primary key {@code id} and waits until it is there. */
  public void makeIndex(String uid) throws IOException, InterruptedException {
    JsonNode task = json("POST", "/indexes", "{\"uid\":\"" + uid + "\",\"primaryKey\":\"id\"}");
    awaitSuccess(task.path("taskUid").asLong(-1));
  }

  /** Waits until a task has succeeded. */
  public void awaitSuccess(long task) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String status = "";
    while (!status.equals("succeeded")) {
      if (status.equals("failed") || System.nanoTime() - deadline > 0) {
        throw new IOException("task " + task + " has not succeeded, it is " + status);
      }
      Thread.sleep(50);
      status = json("GET", "/tasks/" + task, "").path("status").asText();
    }
  }

  /** Returns the ids of all documents of an index. */
  public Set<String> documents(String uid) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    JsonNode page = json("GET", "/indexes/" + uid + "/documents?limit=1000000&fields=id", "");
    page.path("results").forEach(document -> ids.add(document.path("id").asText()));
    return ids;
  }

  /** Returns the status of every task of an index, by task uid. */
  public Map<Long, String> tasks(String uid) throws IOException, InterruptedException {
    Map<Long, String> statuses = new TreeMap<>();
    String from = "";
    while (true) {
      JsonNode page = json("GET", "/tasks?limit=" + PAGE + "&indexUids=" + uid + from, "");
      page.path("results")
          .forEach(task -> statuses.put(task.path("uid").asLong(), task.path("status").asText()));
      if (!page.path("next").isNumber()) {
        return statuses;
      }
      from = "&from=" + page.path("next").asLong();
    }
  }
}
