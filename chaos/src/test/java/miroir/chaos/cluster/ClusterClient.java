package miroir.chaos.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;

/** What tests ask of a gateway, in the domain's words. */
final class ClusterClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String key;

  ClusterClient(String url, String key) {
    this.url = url;
    this.key = key;
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String method, String path, String body) throws IOException, InterruptedException {
    return JSON.readTree(send(method, path, body).body());
  }

  /** Makes an index and waits until it is there. */
  void makeIndex(String uid) throws IOException, InterruptedException {
    awaitSuccess(
        json("POST", "/indexes", "{\"uid\":\"" + uid + "\",\"primaryKey\":\"id\"}")
            .path("taskUid")
            .asLong());
  }

  void awaitSuccess(long task) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> status(task).equals("succeeded"));
  }

  String status(long task) throws IOException, InterruptedException {
    return json("GET", "/tasks/" + task, "").path("status").asText();
  }

  /** Returns the ids of all documents of an index. */
  Set<String> documents(String uid) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    JsonNode page = json("GET", "/indexes/" + uid + "/documents?limit=100000&fields=id", "");
    page.path("results").forEach(document -> ids.add(document.path("id").asText()));
    return ids;
  }
}
