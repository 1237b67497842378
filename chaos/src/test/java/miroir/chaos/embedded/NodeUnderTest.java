package miroir.chaos.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import miroir.gateway.api.json.Json;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The server that a test speaks to: the one that the system properties {@code node.url} and {@code
 * node.key} name, such as a real Meilisearch, or else an embedded node of its own.
 */
final class NodeUnderTest implements AutoCloseable {
  static final String MASTER_KEY = "masterKey";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String url;
  private final String key;
  private final @Nullable EmbeddedNode embedded;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private NodeUnderTest(String url, String key, @Nullable EmbeddedNode embedded) {
    this.url = url;
    this.key = key;
    this.embedded = embedded;
  }

  /** What came back. */
  record Reply(int status, JsonNode json) {
    long taskUid() {
      return json.get("taskUid").asLong();
    }
  }

  static NodeUnderTest start() {
    String url = System.getProperty("node.url");
    return url == null
        ? fresh()
        : new NodeUnderTest(url, System.getProperty("node.key", MASTER_KEY), null);
  }

  /** An embedded node with an empty database, whatever the properties say. */
  static NodeUnderTest fresh() {
    try {
      Path database = Files.createTempDirectory("embedded-node");
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      EmbeddedNode node =
          EmbeddedNode.start(new NodeOptions(anyPort, database, MASTER_KEY, 10_000));
      return new NodeUnderTest(node.url(), MASTER_KEY, node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A node that somebody else started. */
  static NodeUnderTest at(String url) {
    return new NodeUnderTest(url, MASTER_KEY, null);
  }

  URI uri() {
    return URI.create(url);
  }

  String key() {
    return key;
  }

  static String newIndexUid() {
    return "t-" + UUID.randomUUID();
  }

  Reply send(String method, String path, @Nullable String body) {
    return send(method, path, body, Map.of("Authorization", "Bearer " + key));
  }

  Reply sendAs(String secret, String method, String path, @Nullable String body) {
    return send(method, path, body, Map.of("Authorization", "Bearer " + secret));
  }

  Reply send(String method, String path, @Nullable String body, Map<String, String> headers) {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).method(method, publisher);
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      byte[] bytes = response.body();
      JsonNode json = bytes.length == 0 ? Json.object().nullNode() : Json.tree(bytes);
      return new Reply(response.statusCode(), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode get(String path) {
    return send("GET", path, null).json();
  }

  /** The finished task. */
  JsonNode await(long taskUid) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> get("/tasks/" + taskUid),
            task -> !task.path("status").asText().matches("enqueued|processing"));
  }

  JsonNode awaited(String method, String path, @Nullable String body) {
    return await(send(method, path, body).taskUid());
  }

  @Override
  public void close() {
    if (embedded != null) {
      try {
        embedded.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
