package miroir.coordinator.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import miroir.coordinator.Limits;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/** {@link NodeControl} over HTTP/1.1 (armeria-guide §8: never {@code http://} to these servers). */
public final class HttpNodeControl implements NodeControl {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WebClient client;
  private final String masterKey;

  /** Makes a control of the server at {@code url}. */
  public HttpNodeControl(ClientFactory factory, String url, String masterKey) {
    this.client =
        WebClient.builder(url.replaceFirst("^http://", "h1c://"))
            .factory(factory)
            .responseTimeout(Limits.NODE_CALL)
            .maxResponseLength(16 << 20)
            .build();
    this.masterKey = masterKey;
  }

  @Override
  public String version() {
    return expect(call(HttpMethod.GET, "/version", null), 200).path("pkgVersion").asText();
  }

  @Override
  public void ensureKey(String uid, String name, List<String> actions) {
    ObjectNode body = JSON.createObjectNode();
    body.put("uid", uid).put("name", name).putNull("expiresAt");
    body.putArray("indexes").add("*");
    actions.forEach(body.putArray("actions")::add);
    Answer answer = call(HttpMethod.POST, "/keys", body.toString());
    if (answer.status != 409) {
      expect(answer, 201);
    }
  }

  @Override
  public void deleteKey(String uid) {
    Answer answer = call(HttpMethod.DELETE, "/keys/" + uid, null);
    if (answer.status != 404) {
      expect(answer, 204);
    }
  }

  @Override
  public boolean hasKey(String uid) {
    Answer answer = call(HttpMethod.GET, "/keys/" + uid, null);
    if (answer.status == 404) {
      return false;
    }
    expect(answer, 200);
    return true;
  }

  @Override
  public List<String> keyNames() {
    Answer answer = call(HttpMethod.GET, "/keys?limit=1000", null);
    expect(answer, 200);
    List<String> names = new ArrayList<>();
    for (JsonNode key : answer.body.path("results")) {
      String name = key.path("name").asText();
      if (name.startsWith("miroir:")) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  public void createIndex(String physical, String settingsJson) {
    ObjectNode body = JSON.createObjectNode().put("uid", physical);
    long made = enqueued(call(HttpMethod.POST, "/indexes", body.toString()));
    long set = enqueued(call(HttpMethod.PATCH, "/indexes/" + physical + "/settings", settingsJson));
    await(made);
    await(set);
  }

  @Override
  public void deleteIndex(String physical) {
    long task = enqueued(call(HttpMethod.DELETE, "/indexes/" + physical, null));
    JsonNode ended = awaitEnd(task);
    String code = ended.path("error").path("code").asText();
    if (!ended.path("status").asText().equals("succeeded") && !code.equals("index_not_found")) {
      throw new NodeProblem("deleting " + physical + ": " + ended.path("error"), true);
    }
  }

  @Override
  public void dropIndex(String physical) {
    enqueued(call(HttpMethod.DELETE, "/indexes/" + physical, null));
  }

  @Override
  public List<String> indexes(String prefix) {
    List<String> names = new ArrayList<>();
    JsonNode list = expect(call(HttpMethod.GET, "/indexes?limit=100000", null), 200);
    for (JsonNode index : list.path("results")) {
      if (index.path("uid").asText().startsWith(prefix)) {
        names.add(index.path("uid").asText());
      }
    }
    return names;
  }

  @Override
  public Position newestTask() {
    JsonNode list = expect(call(HttpMethod.GET, "/tasks?limit=1", null), 200);
    JsonNode task = list.path("results").path(0);
    return task.isMissingNode() ? Position.START : position(task);
  }

  @Override
  public List<Position> tasks(Collection<Long> uids) {
    String some = uids.stream().map(String::valueOf).collect(Collectors.joining(","));
    String path = "/tasks?limit=" + uids.size() + "&uids=" + some;
    List<Position> tasks = new ArrayList<>();
    expect(call(HttpMethod.GET, path, null), 200)
        .path("results")
        .forEach(task -> tasks.add(position(task)));
    return tasks;
  }

  private static Position position(JsonNode task) {
    return new Position(task.path("uid").asLong(), task.path("enqueuedAt").asText());
  }

  @Override
  public String settings(String physical) {
    return expect(call(HttpMethod.GET, "/indexes/" + physical + "/settings", null), 200).toString();
  }

  @Override
  public boolean isChangingSettings(String physical) {
    String open = "&types=settingsUpdate&statuses=enqueued,processing&indexUids=" + physical;
    JsonNode list = expect(call(HttpMethod.GET, "/tasks?limit=1" + open, null), 200);
    return !list.path("results").isEmpty();
  }

  private long enqueued(Answer answer) {
    return expect(answer, 202).path("taskUid").asLong();
  }

  private void await(long task) {
    JsonNode ended = awaitEnd(task);
    if (!ended.path("status").asText().equals("succeeded")) {
      throw new NodeProblem("task " + task + ": " + ended.path("error"), true);
    }
  }

  private JsonNode awaitEnd(long task) {
    long deadline = System.nanoTime() + Limits.NODE_TASK.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode seen = expect(call(HttpMethod.GET, "/tasks/" + task, null), 200);
      String status = seen.path("status").asText();
      if (!status.equals("enqueued") && !status.equals("processing")) {
        return seen;
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NodeProblem("interrupted", false);
      }
    }
    throw new NodeProblem("task " + task + " did not end", false);
  }

  /** A status and its body, null when empty or not JSON. */
  private record Answer(int status, JsonNode body) {}

  private Answer call(HttpMethod method, String path, @Nullable String json) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(method, path).add(HttpHeaderNames.ACCEPT_ENCODING, "identity");
    if (!masterKey.isEmpty()) {
      headers.add(HttpHeaderNames.AUTHORIZATION, "Bearer " + masterKey);
    }
    if (json != null) {
      headers.add(HttpHeaderNames.CONTENT_TYPE, "application/json");
    }
    try {
      AggregatedHttpResponse response =
          client
              .execute(
                  HttpRequest.of(
                      headers.build(), json == null ? HttpData.empty() : HttpData.ofUtf8(json)))
              .aggregate()
              .join();
      JsonNode body =
          response.content().isEmpty() ? JSON.nullNode() : JSON.readTree(response.contentUtf8());
      return new Answer(response.status().code(), body);
    } catch (CompletionException e) {
      throw new NodeProblem(String.valueOf(e.getCause()), false);
    } catch (JsonProcessingException e) {
      throw new NodeProblem(path + ": not JSON: " + e.getOriginalMessage(), true);
    }
  }

  private static JsonNode expect(Answer answer, int status) {
    if (answer.status != status) {
      String what = "HTTP " + answer.status + " " + answer.body.path("message").asText();
      boolean key = answer.status == 401 || answer.status == 403;
      throw new NodeProblem(
          key ? what + " (expected: security.node_master_key is its master key)" : what, true);
    }
    return answer.body;
  }
}
