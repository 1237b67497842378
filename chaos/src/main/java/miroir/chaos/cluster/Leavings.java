package miroir.chaos.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a cluster leaves on servers that were there before it: indexes and keys of Miroir's. While
 * its marker key is there, no other cluster takes the server.
 */
final class Leavings {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String url;
  private final String key;

  Leavings(String url, String key) {
    this.url = url;
    this.key = key;
  }

  /** Deletes them; the user's own indexes and keys stay. */
  void delete() throws IOException {
    for (JsonNode index : get("/indexes?limit=100000").path("results")) {
      String uid = index.path("uid").asText();
      if (uid.startsWith("miroir-")) {
        send("DELETE", "/indexes/" + uid);
      }
    }
    for (JsonNode one : get("/keys?limit=1000").path("results")) {
      if (one.path("name").asText().startsWith("miroir:")) {
        send("DELETE", "/keys/" + one.path("uid").asText());
      }
    }
  }

  private JsonNode get(String path) throws IOException {
    return JSON.readTree(send("GET", path));
  }

  private String send(String method, String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + key)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
