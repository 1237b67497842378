package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import miroir.chaos.workload.Load;
import miroir.chaos.workload.Write;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What operators are told of a cluster in trouble is true, and what they ask of it is done. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorViewTest extends OnALocalCluster {
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void up() throws Exception {
    up("operator-view", 25_700);
  }

  /**
   * Promise: a node that dies under load is told everywhere, with its way back, until all is well.
   */
  @Test
  @Order(1)
  void aNodeThatDiesUnderLoadIsToldUntilItIsBack() throws Exception {
    prepare("o");
    Write loaded = new Write(Write.Kind.REPLACE, documents("d", 2_000), "");
    client(1)
        .awaitSuccess(
            client(1)
                .json(loaded.method(), "/indexes/o" + loaded.path(), loaded.body())
                .path("taskUid")
                .asLong());
    awaitHealthy();
    Load load = new Load(List.of(gateway(1), gateway(2)), KEY, "o", 20);
    try (load) {
      awaitWrites(load, 30);
      cluster.freeze("node-2");
      awaitRows(
          row -> row.path("nodes").toString().contains("node-2") && row.path("age").isTextual(),
          "writes",
          "list");
      cluster.kill("node-2");
      assertToldWhileItIsAway();
      cluster.launch("node-2");
      assertThat(miroirctl("shards", "list", "--wait"))
          .contains("replicas in sync; o on node-2: ")
          .doesNotContain("SYNCING");
      awaitWrites(load, 30);
    }
    awaitHealthy();
    assertEvents();
    assertThat(metric("miroir_copied_slots_total")).isPositive();
    assertThat(metric("miroir_cuts_total")).isPositive();
    assertThat(metric("miroir_lanes{state=\"out\"}")).isZero();
    assertEveryAcknowledgedWriteIsThere(load, "o", loaded);
  }

  private static void assertToldWhileItIsAway() {
    awaitRows(
        row ->
            row.path("id").asText().equals("node-2")
                && row.path("status").asText().equals("DOWN")
                && row.path("since").asText().startsWith("20")
                && row.path("look").asText().equals("no answer")
                && row.path("behind").asInt() > 0
                && row.path("lanesOut").asInt() == 1,
        "nodes",
        "health");
    awaitRows(row -> row.path("reason").asText().startsWith("node-2 is DOWN"), "cluster", "health");
    awaitRows(
        row -> row.path("reason").asText().equals("o: the lane of node-2 is out"),
        "cluster",
        "health");
    awaitRows(
        row -> row.path("reason").asText().contains("of node-2 SYNCING"), "cluster", "health");
    awaitRows(
        row ->
            row.path("dirty").asText().contains("node-2:")
                && row.path("progress").toString().contains("waits for the lane of node-2"),
        "shards",
        "list");
  }

  private static void assertEvents() throws IOException {
    assertThat(logged(coordinators()))
        .anyMatch(line -> isEvent(line, "kind=node to=DOWN node=node-2"))
        .anyMatch(line -> isEvent(line, "kind=lease to=active index=o"))
        .anyMatch(line -> isEvent(line, "kind=session to=began gateway=gateway-1"))
        .anyMatch(line -> isEvent(line, "kind=replica to=SYNCING index=o") && at(line, "node-2"))
        .anyMatch(line -> isEvent(line, "from=SYNCING shards=") && at(line, "node-2"));
    assertThat(logged(Stream.of("gateway-1", "gateway-2")))
        .anyMatch(line -> isEvent(line, "kind=lane") && line.contains("node=node-2 from=open"))
        .anyMatch(line -> isEvent(line, "to=out") && at(line, "node-2"))
        .anyMatch(line -> isEvent(line, "to=open healed_by_cut=") && at(line, "node-2"));
  }

  private static boolean isEvent(String line, String part) {
    return line.contains("miroir.events") && line.contains(part);
  }

  private static boolean at(String line, String node) {
    return line.contains("node=" + node);
  }

  /** Promise: an operator can give up a write that a shard's last copy does not take. */
  @Test
  @Order(2)
  void aStuckWriteIsListedAndCanBeGivenUp() throws Exception {
    prepare("p");
    awaitHealthy();
    cluster.kill("node-2");
    cluster.kill("node-3");
    CompletableFuture<JsonNode> first = CompletableFuture.supplyAsync(() -> add("p", "a"));
    CompletableFuture<JsonNode> second = CompletableFuture.supplyAsync(() -> add("p", "a"));
    awaitRows(
        row ->
            row.path("index").asText().equals("p")
                && row.path("stuck").asBoolean()
                && row.path("waitsFor").asText().endsWith("is out"),
        "writes",
        "list",
        "--stuck");
    awaitRows(
        row -> row.path("reason").asText().contains("p: writes are stuck"), "cluster", "health");
    List<String> said = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              if (!stuck("p")) {
                return true;
              }
              said.add(giveUp());
              return false;
            });
    assertThat(said).anyMatch(answer -> answer.contains("Given up: p, write "));
    for (CompletableFuture<JsonNode> client : List.of(first, second)) {
      assertThat(client.join().toString()).containsPattern("taskUid|miroir_outcome_unknown");
    }
    cluster.start(List.of("node-2", "node-3"));
    awaitHealthy();
    JsonNode tasks = client(1).json("GET", "/tasks?indexUids=p&statuses=failed", "");
    assertThat(tasks.toString()).contains("miroir_outcome_unknown").contains("two nodes burn");
  }

  private static String giveUp() throws Exception {
    String[] which = {"--index", "p", "--doc-id", "a0"};
    List<String> command = new ArrayList<>(List.of("writes", "fail"));
    command.addAll(List.of(which));
    command.addAll(List.of("--reason", "two nodes burn", "--yes"));
    return miroirctl(command.toArray(String[]::new));
  }

  private static boolean stuck(String index) throws IOException {
    return JSON.readTree(cluster.ask("writes", "list", "--stuck", "--index", index)).size() > 0;
  }

  /** Promise: a gateway without coordinators says so, and still searches. */
  @Test
  @Order(3)
  void aGatewayThatHasLostItsSessionSaysSoAndSearches() throws Exception {
    for (String coordinator : coordinators().toList()) {
      cluster.kill(coordinator);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !gatewayReady().path("session").asBoolean(true));
    assertThat(gatewayReady().path("ready").asBoolean()).isFalse();
    assertThat(gatewayReady().path("searching").asBoolean()).isTrue();
    assertThat(gatewayReady().path("reason").asText()).contains("searches go on");
    HttpResponse<String> found = client(1).send("GET", "/indexes/o/search?q=d1", "");
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.headers().firstValue("X-Miroir-Degraded")).hasValue("session");
    String metrics = client(1).send("GET", "/_miroir/metrics", "").body();
    assertThat(metrics).contains("miroir_session 0.0");
    assertThat(metrics)
        .containsPattern("miroir_degraded_answers_total\\{cause=\"session\"\\} [1-9]");
    assertNothingIsWritten();
    cluster.start(coordinators().toList());
    awaitHealthy();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gatewayReady().path("ready").asBoolean());
  }

  /** Promise: without a session a gateway sends no writes, and says that nothing was done. */
  private static void assertNothingIsWritten() throws IOException, InterruptedException {
    List<Long> before = newestNodeTasks();
    JsonNode told = client(1).json("POST", "/indexes/o/documents", "[{\"id\":\"late\"}]");
    assertThat(told.path("code").asText()).isEqualTo("miroir_no_quorum");
    assertThat(told.path("message").asText()).contains("Nothing was done");
    assertThat(newestNodeTasks()).isEqualTo(before);
  }

  private static List<Long> newestNodeTasks() throws IOException, InterruptedException {
    List<Long> newest = new ArrayList<>();
    for (String node : List.of("node-1", "node-2", "node-3")) {
      String url = "http://" + cluster.layout().http(node);
      JsonNode tasks =
          new ClusterClient(url, cluster.secrets().nodeKey()).json("GET", "/tasks?limit=1", "");
      newest.add(tasks.path("results").path(0).path("uid").asLong(-1));
    }
    return newest;
  }

  private static JsonNode gatewayReady() throws IOException, InterruptedException {
    return client(1).json("GET", "/_miroir/ready", "");
  }

  private static void awaitHealthy() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> assertThat(cluster.ask("cluster", "health")).contains("\"Healthy\""));
  }

  private static void awaitRows(Predicate<JsonNode> wanted, String... command) {
    Callable<String> ask = () -> cluster.ask(command);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            ask,
            answer -> {
              List<JsonNode> rows = new ArrayList<>();
              tree(answer).forEach(rows::add);
              return rows.stream().anyMatch(wanted);
            });
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  private static String miroirctl(String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--endpoint", cluster.layout().coordinators()));
    arguments.addAll(List.of("--admin-key", cluster.secrets().adminKey()));
    return Program.run(
            "miroir.coordinator.ctl.Miroirctl", Map.of(), arguments.toArray(String[]::new))
        .output();
  }

  private static List<String> logged(Stream<String> names) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : names.toList()) {
      lines.addAll(Files.readAllLines(cluster.layout().log(name)));
    }
    return lines;
  }

  /** Returns the sum of a metric over both gateways. */
  private static double metric(String name) throws IOException, InterruptedException {
    double sum = 0;
    for (int gateway : new int[] {1, 2}) {
      for (String line : client(gateway).send("GET", "/_miroir/metrics", "").body().split("\n")) {
        sum += line.startsWith(name + " ") ? Double.parseDouble(line.split(" ")[1]) : 0;
      }
    }
    return sum;
  }

  private static JsonNode add(String index, String prefix) {
    try {
      String body = new Write(Write.Kind.REPLACE, documents(prefix, 50), "").body();
      return client(1).json("POST", "/indexes/" + index + "/documents", body);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ObjectNode> documents(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> JSON.createObjectNode().put("id", prefix + number))
        .toList();
  }
}
