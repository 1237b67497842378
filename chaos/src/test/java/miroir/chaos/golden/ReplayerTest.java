package miroir.chaos.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the replayer passes a server that answers as recorded, and no other. Method: a server that
 * speaks from the recording, its tasks beginning anywhere, with one answer changed or none.
 */
class ReplayerTest {
  static {
    // Without it each small answer waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Story STORY = Story.load("documents-primary-key");

  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void aServerThatAnswersAsRecordedPasses() throws Exception {
    Replayer.Result result = replay(0, -1, answer -> answer, "[]");
    assertThat(result.failures()).isEmpty();
    assertThat(result.passed()).isEqualTo(result.steps()).isEqualTo(20);
    assertThat(result.isGood()).isTrue();
  }

  @Test
  void earlierTasksOfTheServerDoNotMatter() throws Exception {
    Replayer.Result result = replay(1_234, -1, answer -> answer, "[]");
    assertThat(result.failures()).isEmpty();
  }

  @Test
  void anotherStatusFails() throws Exception {
    Replayer.Result result =
        replay(0, 3, answer -> answer.put("status", answer.path("status").asInt() + 1), "[]");
    assertThat(result.isGood()).isFalse();
    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().get(0).step().number()).isEqualTo(3);
    assertThat(result.failures().get(0).fragments().get(0).path()).isEqualTo("status");
  }

  @Test
  void anotherTextFailsUnlessItIsListed() throws Exception {
    UnaryOperator<ObjectNode> change =
        answer -> {
          ((ObjectNode) answer.get("json")).put("primaryKey", "other");
          return answer;
        };
    assertThat(replay(0, 3, change, "[]").failures()).hasSize(1);
    String listed =
        """
        [{"story": "documents-primary-key", "step": 3, "at": "primaryKey", "reason": "for the test"}]
        """;
    stop();
    Replayer.Result result = replay(0, 3, change, listed);
    assertThat(result.failures()).isEmpty();
    assertThat(result.outlived()).isEmpty();
    assertThat(result.explained()).hasSize(1);
    assertThat(result.passed()).isEqualTo(19);
    stop();
    assertThat(replay(0, 3, change, listed.replace("\"primaryKey\"", "\"status\"")).failures())
        .as("a listed difference explains what it names, and no more")
        .hasSize(1);
  }

  @Test
  void aListedDifferenceHasToOccur() throws Exception {
    String listed =
        """
        [{"story": "documents-primary-key", "step": 3, "at": "", "reason": "for the test"}]
        """;
    Replayer.Result result = replay(0, -1, answer -> answer, listed);
    assertThat(result.failures()).isEmpty();
    assertThat(result.outlived()).hasSize(1);
    assertThat(result.isGood()).isFalse();
    stop();
    String sometimes = listed.replace("\"at\"", "\"sometimes\": true, \"at\"");
    assertThat(replay(0, -1, answer -> answer, sometimes).isGood()).isTrue();
  }

  private Replayer.Result replay(
      long firstTask, int changed, UnaryOperator<ObjectNode> change, String differences)
      throws Exception {
    String url = start(firstTask, changed, change);
    KnownDifferences known =
        KnownDifferences.read(
            new ByteArrayInputStream(differences.getBytes(StandardCharsets.UTF_8)));
    return new Replayer(new Server(url, "key"), known).replay(STORY);
  }

  private String start(long firstTask, int changed, UnaryOperator<ObjectNode> change)
      throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server = started;
    TaskOffset offset = new TaskOffset(firstTask, "2026-01-01T00:00:00Z");
    Map<String, JsonNode> tasks = new HashMap<>();
    Iterator<Story.Step> steps = STORY.steps().iterator();
    started.createContext(
        "/",
        exchange -> {
          String uri = exchange.getRequestURI().toString();
          if (uri.equals("/tasks?limit=1") && firstTask > 0) {
            write(
                exchange,
                200,
                "{\"results\":[{\"uid\":%d,\"enqueuedAt\":\"2026-01-01T00:00:00Z\"}]}"
                    .formatted(firstTask - 1));
          } else if (uri.contains("?limit=1")
              || uri.equals("/webhooks")
              || uri.equals("/experimental-features")) {
            write(exchange, 200, "{\"results\":[]}");
          } else if (tasks.containsKey(uri)) {
            write(exchange, 200, String.valueOf(tasks.get(uri)));
          } else {
            Story.Step step = steps.next();
            JsonNode task = step.task();
            if (task != null) {
              JsonNode shifted = offset.expected(task);
              tasks.put("/tasks/" + shifted.get("uid").asLong(), shifted);
            }
            ObjectNode answer = step.response().deepCopy();
            answer.set("json", offset.expected(step.response().get("json")).deepCopy());
            answer = step.number() == changed ? change.apply(answer) : answer;
            write(exchange, answer.get("status").asInt(), answer.get("json").toString());
          }
        });
    started.start();
    return "http://127.0.0.1:" + started.getAddress().getPort();
  }

  private static void write(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
