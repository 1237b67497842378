package miroir.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What checks and benchmarks ask of one server through the Meilisearch API. Thread-safe. */
public final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ALL_PATIENCE = Duration.ofMinutes(20);
  private static final String TYPE = "application/json";
  private static final int PAGE = 1_000;

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private final String url;
  private final String key;

  /** Makes one for a base URL and a key, which may be empty. */
  public Api(String url, String key) {
    this.url = url;
    this.key = key;
  }

  /** Returns the base URL. */
  public String url() {
    return url;
  }

  /** Sends a request and returns the answer, whatever it is. */
  public HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request = request(method, path, TYPE, body.getBytes(StandardCharsets.UTF_8));
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String type, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return request.build();
  }

  /** Sends a request and returns its answer as JSON, whatever its status is. */
  public JsonNode json(String method, String path, String body)
      throws IOException, InterruptedException {
    return JSON.readTree(send(method, path, body).body());
  }

  /** Sends a request; completes with the answer's bytes, exceptionally unless it is a 2xx. */
  public CompletableFuture<byte[]> accepted(String method, String path, String type, byte[] body) {
    return HTTP.sendAsync(
            request(method, path, type, body), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(
            answer -> {
              if (answer.statusCode() / 100 != 2) {
                String text = new String(answer.body(), StandardCharsets.UTF_8);
                throw new IllegalStateException(
                    method + " " + url + path + ": " + answer.statusCode() + " " + text);
              }
              return answer.body();
            });
  }

  /** Sends a request with a JSON body and returns its answer, which must be a 2xx. */
  public JsonNode ask(String method, String path, String body) throws IOException {
    return JSON.readTree(
        accepted(method, path, TYPE, body.getBytes(StandardCharsets.UTF_8)).join());
  }

  /** Makes an index with the primary key {@code id} and waits until it is there. */
  public void makeIndex(String uid) throws IOException, InterruptedException {
    JsonNode task = json("POST", "/indexes", "{\"uid\":\"" + uid + "\",\"primaryKey\":\"id\"}");
    awaitSuccess(task.path("taskUid").asLong(-1));
  }

  /** Waits until the server knows an index that was made, perhaps through another one. */
  public void awaitIndex(String uid) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (send("GET", "/indexes/" + uid, "").statusCode() != 200) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(url + " does not know the index " + uid);
      }
      Thread.sleep(20);
    }
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

  /** Waits until no task of an index is unfinished; none may have failed. */
  public void awaitIdle(String index) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ALL_PATIENCE.toNanos();
    String unfinished = "/tasks?limit=1&statuses=enqueued,processing&indexUids=" + index;
    while (ask("GET", unfinished, "").path("total").asLong() > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(index + " at " + url + " still has unfinished tasks");
      }
      Thread.sleep(100);
    }
    JsonNode failed = ask("GET", "/tasks?limit=1&statuses=failed&indexUids=" + index, "");
    if (failed.path("total").asLong() > 0) {
      throw new IOException("a task failed at " + url + ": " + failed);
    }
  }

  /** Returns the ids of all documents of an index. */
  public Set<String> documents(String uid) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    JsonNode page = json("GET", "/indexes/" + uid + "/documents?limit=1000000&fields=id", "");
    page.path("results").forEach(document -> ids.add(document.path("id").asText()));
    return ids;
  }

  /**
   * Returns the status of every task of an index, by task uid; that of a failed one with the code
   * of its error.
   */
  public Map<Long, String> tasks(String uid) throws IOException, InterruptedException {
    Map<Long, String> statuses = new TreeMap<>();
    String from = "";
    while (true) {
      JsonNode page = json("GET", "/tasks?limit=" + PAGE + "&indexUids=" + uid + from, "");
      page.path("results").forEach(task -> statuses.put(task.path("uid").asLong(), ending(task)));
      if (!page.path("next").isNumber()) {
        return statuses;
      }
      from = "&from=" + page.path("next").asLong();
    }
  }

  private static String ending(JsonNode task) {
    String code = task.path("error").path("code").asText();
    return task.path("status").asText() + (code.isEmpty() || code.equals("null") ? "" : " " + code);
  }
}
