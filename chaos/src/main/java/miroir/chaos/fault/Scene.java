package miroir.chaos.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import miroir.chaos.check.Recovery;
import miroir.chaos.cluster.Coordinators;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.proxy.Link;
import miroir.chaos.workload.Load;

/**
 * One round of a fault, under load: what can be done to the cluster, in the faults' own words. Each
 * of them ends the fault as well, and returns when writes go on. Not for use by two threads.
 */
final class Scene {
  /** How long processes are frozen and links are cut: longer than every time-out between them. */
  private static final Duration LONG = Duration.ofSeconds(10);

  /** What was missed is copied beside constant writes, and the machine may have other work. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int WRITES_BETWEEN = 15;

  private final Stage stage;
  private final LocalCluster cluster;
  private final Recovery recovery;
  private final Random random;
  private final Load load;
  private final String writer;
  private final String node;

  /**
   * Makes one; nothing happens yet.
   *
   * @param index the index that is written to: its writer is the one that suffers
   */
  Scene(Stage stage, String index, Load load, Recovery recovery, Random random) throws IOException {
    this.stage = stage;
    this.cluster = stage.cluster();
    this.recovery = recovery;
    this.random = random;
    this.load = load;
    this.writer = writerOf(index);
    this.node = "node-" + (1 + random.nextInt(Layout.NODES));
  }

  private String writerOf(String index) throws IOException {
    for (JsonNode row : new ObjectMapper().readTree(cluster.ask("indexes", "list"))) {
      if (row.path("uid").asText().equals(index) && !row.path("writer").asText().isEmpty()) {
        return row.path("writer").asText();
      }
    }
    throw new IOException(index + " has no writer");
  }

  /** Returns who wrote the index when the round began. */
  String writer() {
    return writer;
  }

  /** Returns the node that suffers, if one does. */
  String node() {
    return node;
  }

  /** Something that ends a process. */
  interface Ending {
    void of(String process) throws IOException;
  }

  void kill(String process) throws IOException {
    cluster.kill(process);
  }

  void withoutWriter(Ending ending) throws Exception {
    ending.of(writer);
    awaitWrites(List.of(other()));
    cluster.start(writer);
    awaitWrites(all());
  }

  void freezeWriter() throws Exception {
    cluster.freeze(writer);
    Thread.sleep(LONG.toMillis());
    cluster.wake(writer);
    awaitWrites(all());
  }

  void cutWriterFromCoordinators() throws Exception {
    cut(stage.links().toCoordinators(writer));
  }

  void cutWriterFromNode() throws Exception {
    cut(List.of(stage.links().between(writer, node)));
  }

  private void cut(List<Link> links) throws Exception {
    links.forEach(Link::cut);
    Thread.sleep(LONG.toMillis());
    heal(links);
    awaitWrites(all());
  }

  /** What was held arrives late, or never: both happen after a partition. */
  private void heal(List<Link> links) {
    if (random.nextBoolean()) {
      links.forEach(Link::reset);
    }
    links.forEach(Link::heal);
  }

  void loseAnswers() throws Exception {
    List<Link> links = stage.links().to(node);
    links.forEach(Link::holdAnswers);
    Thread.sleep(LONG.toMillis());
    heal(links);
    awaitWrites(all());
  }

  void resetNodeConnections() throws Exception {
    for (int i = 1; i <= Layout.NODES; i++) {
      stage.links().to("node-" + i).forEach(Link::reset);
    }
    awaitWrites(all());
  }

  void resetConnections() throws Exception {
    stage.links().reset();
    awaitWrites(all());
  }

  void letBe() throws IOException, InterruptedException {
    awaitWrites(all());
  }

  /** Something that happens meanwhile. */
  interface Interruption {
    void happen() throws Exception;
  }

  /** Moves all that a node holds to the others, then its share back. */
  void drainNode(Interruption interruption) throws Exception {
    cluster.ask("config", "set", "migration.rollback_window", "1s");
    cluster.ask("nodes", "drain", "--node", node);
    interruption.happen();
    awaitMigrations();
    recovery.awaitEmpty(node, PATIENCE);
    awaitWrites(all());
    cluster.ask("nodes", "set", "--id", node);
    cluster.ask("rebalance", "start");
    awaitMigrations();
    awaitWrites(all());
  }

  void killNode() throws Exception {
    cluster.kill(node);
    awaitWrites(all());
    cluster.start(node);
  }

  private void awaitMigrations() throws IOException, InterruptedException {
    await("migrations to be complete", () -> phases().stream().allMatch("Complete"::equals));
  }

  private List<String> phases() {
    List<String> phases = new ArrayList<>();
    try {
      for (JsonNode row : new ObjectMapper().readTree(cluster.ask("migrations", "list"))) {
        phases.add(row.path("phase").asText());
      }
    } catch (IOException unanswered) {
      phases.add("unknown");
    }
    return phases;
  }

  void killNodeDuringUpload() throws Exception {
    await("an upload to be under way", load::isUploading);
    cluster.kill(node);
    awaitWrites(all());
    cluster.start(node);
    awaitWrites(all());
  }

  void restartNode() throws Exception {
    cluster.stop(node);
    awaitWrites(all());
    cluster.start(node);
    awaitWrites(all());
  }

  void wipeNode() throws Exception {
    cluster.kill(node);
    empty(cluster.layout().home(node));
    awaitWrites(all());
    cluster.start(node);
    awaitWrites(all());
  }

  private static void empty(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }

  void freezeNode() throws Exception {
    cluster.freeze(node);
    Thread.sleep(LONG.toMillis());
    cluster.wake(node);
    awaitWrites(all());
  }

  void killLeader() throws Exception {
    String leader = stage.coordinators().awaitLeader();
    cluster.kill(leader);
    awaitWrites(all());
    cluster.start(leader);
    stage.coordinators().awaitCaughtUp(leader);
    awaitWrites(all());
  }

  void killCoordinators(Duration down) throws Exception {
    String leader = stage.coordinators().awaitLeader();
    String follower = Coordinators.names().filter(name -> !name.equals(leader)).findAny().get();
    cluster.kill(follower);
    cluster.kill(leader);
    Thread.sleep(down.toMillis());
    cluster.start(List.of(leader, follower));
    awaitWrites(all());
  }

  void killAll() throws Exception {
    for (String process : processes()) {
      cluster.kill(process);
    }
    cluster.start(processes());
    awaitWrites(all());
  }

  /** A node is left alone until the one before is in sync: else the last copy would go. */
  void restartAllInTurn() throws Exception {
    for (String process : processes()) {
      cluster.stop(process);
      cluster.start(process);
      switch (Layout.role(process)) {
        case "coordinator" -> stage.coordinators().awaitCaughtUp(process);
        case "node" -> recovery.awaitInSync(PATIENCE);
        default -> awaitWrites(all());
      }
    }
    awaitWrites(all());
  }

  private List<String> processes() {
    List<String> names = new ArrayList<>(cluster.layout().fixedNames());
    for (int i = 1; stage.hasOwnNodes() && i <= Layout.NODES; i++) {
      names.add("node-" + i);
    }
    return names;
  }

  private String other() {
    return writer.equals("gateway-1") ? "gateway-2" : "gateway-1";
  }

  private static List<String> all() {
    return IntStream.rangeClosed(1, Layout.GATEWAYS).mapToObj(i -> "gateway-" + i).toList();
  }

  /** Waits until every gateway has acknowledged some more writes. */
  void awaitWritesEverywhere() throws IOException, InterruptedException {
    awaitWrites(all());
  }

  private void awaitWrites(List<String> gateways) throws IOException, InterruptedException {
    List<Integer> before = load.acknowledgedBy();
    for (String gateway : gateways) {
      int at = Layout.number(gateway) - 1;
      await(
          WRITES_BETWEEN + " more writes through " + gateway,
          () -> load.acknowledgedBy().get(at) >= before.get(at) + WRITES_BETWEEN);
    }
  }

  private static void await(String what, BooleanSupplier condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("waited " + PATIENCE.toSeconds() + " s in vain for " + what);
      }
      Thread.sleep(5);
    }
  }
}
