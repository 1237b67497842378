package miroir.chaos.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was accepted survives the sudden death of the process. */
final class KillTest {
  private static Process launch(Path directory, int port) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--http-addr",
            "127.0.0.1:" + port,
            "--db-path",
            directory.resolve("db").toString(),
            "--master-key",
            NodeUnderTest.MASTER_KEY,
            "--no-analytics",
            "--max-indexing-memory",
            "1GiB");
    Path log = directory.resolve("node.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    NodeUnderTest node = NodeUnderTest.at("http://127.0.0.1:" + port);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> node.send("GET", "/health", null).status() == 200);
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void acceptedTasksOutliveTheProcess(@TempDir Path directory) throws Exception {
    int port = freePort();
    List<Long> accepted = new CopyOnWriteArrayList<>();
    Process process = launch(directory, port);
    try {
      NodeUnderTest node = NodeUnderTest.at("http://127.0.0.1:" + port);
      List<Thread> writers = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        int base = w * 100_000;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; ; i++) {
                      String body = "[{\"id\":" + (base + i) + ",\"text\":\"words\"}]";
                      String path = "/indexes/kept/documents?customMetadata=" + (base + i);
                      accepted.add(node.send("POST", path, body).taskUid());
                    }
                  } catch (RuntimeException dead) {
                    assertThat(process.isAlive()).isFalse();
                  }
                });
        thread.setUncaughtExceptionHandler((t, e) -> {});
        thread.start();
        writers.add(thread);
      }
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> accepted.size() > 300);
      kill(process);
      for (Thread thread : writers) {
        thread.join(30_000);
      }
    } finally {
      kill(process);
    }
    Process again = launch(directory, port);
    try {
      NodeUnderTest node = NodeUnderTest.at("http://127.0.0.1:" + port);
      for (long uid : accepted) {
        JsonNode task = node.await(uid);
        assertThat(task.path("status").asText()).isEqualTo("succeeded");
        assertThat(task.path("details").path("indexedDocuments").asInt()).isEqualTo(1);
        String id = task.path("customMetadata").asText();
        assertThat(node.send("GET", "/indexes/kept/documents/" + id, null).status()).isEqualTo(200);
      }
      int total = node.get("/indexes/kept/documents?limit=0").path("total").asInt();
      int tasks = node.get("/tasks?types=documentAdditionOrUpdate&limit=0").path("total").asInt();
      assertThat(total).isEqualTo(tasks).isGreaterThanOrEqualTo(accepted.size());
      assertThat(directory.resolve("db/payloads")).isEmptyDirectory();
    } finally {
      kill(again);
    }
  }

  @Test
  void namesKeysAndSettingsOutliveTheProcess(@TempDir Path directory) throws Exception {
    int port = freePort();
    Process process = launch(directory, port);
    String secret;
    try {
      NodeUnderTest node = NodeUnderTest.at("http://127.0.0.1:" + port);
      node.awaited("POST", "/indexes/a/documents", "[{\"id\":1,\"z\":1,\"b\":2}]");
      node.awaited("POST", "/indexes/b/documents", "[{\"id\":2}]");
      node.awaited("PATCH", "/indexes/a/settings", "{\"stopWords\":[\"the\"]}");
      node.awaited("POST", "/swap-indexes", "[{\"indexes\":[\"a\",\"b\"]}]");
      node.awaited("PATCH", "/indexes/b", "{\"uid\":\"c\"}");
      secret =
          node.send(
                  "POST",
                  "/keys",
                  "{\"actions\":[\"search\"],\"indexes\":[\"c\"],\"expiresAt\":null}")
              .json()
              .path("key")
              .asText();
    } finally {
      kill(process);
    }
    Process again = launch(directory, port);
    try {
      NodeUnderTest node = NodeUnderTest.at("http://127.0.0.1:" + port);
      assertThat(node.get("/indexes/c/documents").path("results").toString())
          .isEqualTo("[{\"id\":1,\"z\":1,\"b\":2}]");
      assertThat(node.get("/indexes/c/settings/stop-words").toString()).isEqualTo("[\"the\"]");
      assertThat(node.get("/indexes").path("total").asInt()).isEqualTo(2);
      assertThat(node.sendAs(secret, "POST", "/indexes/c/search", "{}").status()).isEqualTo(200);
      assertThat(node.sendAs(secret, "POST", "/indexes/a/search", "{}").status()).isEqualTo(403);
      assertThat(node.get("/tasks").path("results").get(0).path("uid").asInt()).isEqualTo(4);
    } finally {
      kill(again);
    }
  }
}
