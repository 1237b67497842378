package miroir.chaos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A server that speaks the Meilisearch API, gateway or node. Thread-safe.
 *
 * @param url base URL
 * @param key API key, may be empty
 */
record Target(String url, String key) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Sends a request; completes with the body, exceptionally unless it is a 2xx. */
  CompletableFuture<byte[]> send(String method, String path, String type, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + key)
            .header("content-type", type)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(
            answer -> {
              if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                    method
                        + " "
                        + url
                        + path
                        + ": "
                        + answer.statusCode()
                        + " "
                        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
              }
              return answer.body();
            });
  }

  JsonNode json(String method, String path, String type, byte[] body) throws IOException {
    return JSON.readTree(send(method, path, type, body).join());
  }

  JsonNode get(String path) throws IOException {
    return json("GET", path, "application/json", new byte[0]);
  }

  /** Sends a write and returns the uid of its task. */
  long task(String method, String path, String body) throws IOException {
    return json(
            method,
            path,
            "application/json",
            body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .path("taskUid")
        .asLong();
  }

  /** Waits until no task of an index is unfinished. */
  void awaitIdle(String index) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(20).toNanos();
    String path = "/tasks?limit=1&statuses=enqueued,processing&indexUids=" + index;
    while (get(path).path("total").asLong() > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(index + " at " + url + " still has unfinished tasks");
      }
      Thread.sleep(100);
    }
    JsonNode failed = get("/tasks?limit=1&statuses=failed&indexUids=" + index);
    if (failed.path("total").asLong() > 0) {
      throw new IOException("a task failed at " + url + ": " + failed);
    }
  }
}
