package miroir.chaos.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;

/** The server under test, as a client sees it: a base URL and its master key. */
public final class Server {
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration TASK_TIMEOUT = Duration.ofMinutes(2);
  private static final long TASK_POLL_MILLIS = 20;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String baseUrl;
  private final String masterKey;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param contentType the content type without parameters; empty when there is none
   * @param text the body
   */
  public record Answer(int status, String contentType, String text) {
    /** Returns the body as JSON, or a missing node when it is none. */
    public JsonNode json() {
      try {
        JsonNode json = Story.MAPPER.readTree(text);
        return json == null ? MissingNode.getInstance() : json;
      } catch (JsonProcessingException other) {
        return MissingNode.getInstance();
      }
    }
  }

  /** Names a server. */
  public Server(String baseUrl, String masterKey) {
    this.baseUrl = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
    this.masterKey = masterKey;
  }

  /** Sends a request as recordings describe it. */
  public Answer send(JsonNode request) throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(
                URI.create(baseUrl + request.path("path").asText() + query(request.path("query"))))
            .timeout(REQUEST_TIMEOUT);
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
    if (request.has("json")) {
      builder.setHeader("Content-Type", "application/json");
      body = HttpRequest.BodyPublishers.ofString(request.get("json").toString());
    } else if (request.has("text")) {
      body = HttpRequest.BodyPublishers.ofString(request.get("text").asText());
    }
    builder.method(request.path("method").asText(), body);
    if (!request.has("auth")) {
      builder.setHeader("Authorization", "Bearer " + masterKey);
    } else if (request.get("auth").isTextual()) {
      builder.setHeader("Authorization", request.get("auth").asText());
    }
    for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
      builder.setHeader(header.getKey(), header.getValue().asText());
    }
    HttpResponse<String> response =
        client.send(builder.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    String contentType = response.headers().firstValue("content-type").orElse("");
    return new Answer(response.statusCode(), contentType.split(";", 2)[0].strip(), response.body());
  }

  /** Sends a request without a body. */
  public Answer send(String method, String pathAndQuery) throws IOException, InterruptedException {
    ObjectNode request = Story.MAPPER.createObjectNode();
    return send(request.put("method", method).put("path", pathAndQuery));
  }

  private static String query(JsonNode query) {
    if (query.isEmpty()) {
      return "";
    }
    StringJoiner joined = new StringJoiner("&", "?", "");
    for (Map.Entry<String, JsonNode> one : query.properties()) {
      joined.add(encoded(one.getKey()) + "=" + encoded(one.getValue().asText()));
    }
    return joined.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * Waits until a task is finished and returns it.
   *
   * @throws IOException when it is not finished in time, or unknown
   */
  public JsonNode finishedTask(long uid) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TASK_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      Answer answer = send("GET", "/tasks/" + uid);
      String status = answer.json().path("status").asText();
      if (answer.status() != 200) {
        throw new IOException("task " + uid + ": " + answer.text());
      }
      if (!status.equals("enqueued") && !status.equals("processing")) {
        return answer.json();
      }
      Thread.sleep(TASK_POLL_MILLIS);
    }
    throw new IOException("task " + uid + " is not finished after " + TASK_TIMEOUT);
  }

  /**
   * Deletes all indexes, keys that are not the server's own and webhooks, turns experimental
   * features off, and waits for it.
   *
   * @return where the next story's tasks begin
   */
  public TaskOffset reset() throws IOException, InterruptedException {
    for (JsonNode index : send("GET", "/indexes?limit=1000").json().path("results")) {
      Answer deleted = send("DELETE", "/indexes/" + index.path("uid").asText());
      finishedTask(deleted.json().path("taskUid").asLong());
    }
    for (JsonNode key : send("GET", "/keys?limit=1000").json().path("results")) {
      if (!key.path("name").asText().startsWith("Default")) {
        send("DELETE", "/keys/" + key.path("uid").asText());
      }
    }
    for (JsonNode webhook : send("GET", "/webhooks").json().path("results")) {
      send("DELETE", "/webhooks/" + webhook.path("uuid").asText());
    }
    turnFeaturesOff();
    JsonNode last = send("GET", "/tasks?limit=1").json().path("results").path(0);
    return last.isMissingNode()
        ? TaskOffset.NONE
        : new TaskOffset(last.path("uid").asLong() + 1, last.path("enqueuedAt").asText());
  }

  private void turnFeaturesOff() throws IOException, InterruptedException {
    ObjectNode off = Story.MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> feature :
        send("GET", "/experimental-features").json().properties()) {
      if (feature.getValue().isBoolean() && feature.getValue().asBoolean()) {
        off.put(feature.getKey(), false);
      }
    }
    if (!off.isEmpty()) {
      ObjectNode request = Story.MAPPER.createObjectNode();
      request.put("method", "PATCH").put("path", "/experimental-features").set("json", off);
      send(request);
    }
  }
}
