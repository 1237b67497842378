package miroir.chaos.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a search costs more through a gateway than at the nodes that hold the documents. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = "A search through a gateway against the same search at the nodes.")
final class SearchBench implements Callable<Integer> {
  private static final int QUERIES = 200;
  private static final int BATCH = 5_000;

  /** So many until the gateway's code is compiled: else the compiler's time is measured. */
  private static final int WARM_UP = 20_000;

  private static final int WARM_UP_CLIENTS = 8;
  private static final Duration WARM_UP_MOST = Duration.ofSeconds(90);
  private static final String TYPE = "application/json";

  @Mixin private final BenchCluster.Options options = new BenchCluster.Options();

  @Option(names = "--rounds", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 10;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "of each side in a round (default: ${DEFAULT-VALUE})")
  private int seconds = 2;

  @Option(names = "--documents", defaultValue = "20000", description = "default: ${DEFAULT-VALUE}")
  private int documents = 20_000;

  private final List<byte[]> queries = new ArrayList<>();

  private SearchBench() {}

  @Override
  public Integer call() throws Exception {
    Corpus words = new Corpus(2);
    for (int i = 0; i < QUERIES; i++) {
      queries.add(
          ("{\"q\":\"" + words.words(1 + i % 3) + "\",\"limit\":20}")
              .getBytes(StandardCharsets.UTF_8));
    }
    try (BenchCluster cluster = options.start()) {
      System.out.printf(
          "Searches over %d documents of some 500 bytes, %s, one client, limit 20.%n"
              + "%d rounds of %d s of searches at the nodes, then as long through the gateway.%n"
              + "CPU is all that the gateway's process took, less what it takes idle.%n%n",
          documents, options.kind(), rounds, seconds);
      load(cluster, "one", 1);
      load(cluster, "three", 64);
      System.out.printf(
          "%-26s %12s %12s %12s %14s %8s%n",
          "", "nodes p50", "gateway p50", "added p50", "added CPU", "goal");
      measure(cluster, "one", "one node, passed through", 120);
      measure(cluster, "three", "three nodes, merged", 260);
    }
    return 0;
  }

  private void load(BenchCluster cluster, String index, int shards) throws Exception {
    cluster.createIndex(index, shards, 1);
    Target gateway = cluster.gateway();
    gateway.task("PATCH", "/indexes/" + index + "/settings", Corpus.SETTINGS);
    Corpus corpus = new Corpus(1);
    for (int first = 0; first < documents; first += BATCH) {
      gateway.task(
          "POST",
          "/indexes/" + index + "/documents?primaryKey=id",
          "["
              + String.join(",", corpus.documents(first, Math.min(BATCH, documents - first)))
              + "]");
    }
    gateway.awaitIdle(index);
  }

  /** One place to ask. */
  private record Place(Target target, String path) {
    CompletableFuture<byte[]> ask(byte[] query) {
      return target.send("POST", path, TYPE, query);
    }
  }

  private void measure(BenchCluster cluster, String index, String what, int goalMicros)
      throws IOException, InterruptedException {
    List<Place> direct = places(cluster, index);
    List<Place> gateway = List.of(new Place(cluster.gateway(), "/indexes/" + index + "/search"));
    warmUp(gateway);
    warmUp(direct);
    Duration idle = cluster.cpu("gateway-1");
    Thread.sleep(4_000);
    double idleShare = cluster.cpu("gateway-1").minus(idle).toNanos() / 4e9;
    Figures directly = new Figures();
    Figures through = new Figures();
    double cpuNanos = 0;
    for (int i = 0; i < rounds; i++) {
      run(direct, directly);
      Duration before = cluster.cpu("gateway-1");
      long start = System.nanoTime();
      run(gateway, through);
      cpuNanos += cluster.cpu("gateway-1").minus(before).toNanos();
      cpuNanos -= idleShare * (System.nanoTime() - start);
    }
    System.out.printf(
        "%-26s %9.0f µs %9.0f µs %9.0f µs %11.0f µs %5d µs%n",
        what,
        directly.micros(50),
        through.micros(50),
        through.micros(50) - directly.micros(50),
        cpuNanos / 1_000 / through.count(),
        goalMicros);
  }

  private void warmUp(List<Place> places) throws InterruptedException {
    long end = System.nanoTime() + WARM_UP_MOST.toNanos();
    AtomicInteger next = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < WARM_UP_CLIENTS; i++) {
      Thread client =
          new Thread(
              () -> {
                for (int at = next.getAndIncrement();
                    at < WARM_UP && System.nanoTime() < end;
                    at = next.getAndIncrement()) {
                  ask(places, at);
                }
              });
      clients.add(client);
      client.start();
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  /** All nodes that hold documents of the index: "directly" means to ask them all at once. */
  private List<Place> places(BenchCluster cluster, String index)
      throws IOException, InterruptedException {
    List<Place> places = new ArrayList<>();
    for (Target node : cluster.nodes()) {
      for (var physical : node.get("/stats").path("indexes").properties()) {
        long found = physical.getValue().path("numberOfDocuments").asLong();
        boolean whole = found == documents;
        if (found > 0 && whole == index.equals("one")) {
          places.add(new Place(node, "/indexes/" + physical.getKey() + "/search"));
        }
      }
    }
    return places;
  }

  private void run(List<Place> places, Figures figures) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int i = 0; System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      ask(places, i);
      figures.add(System.nanoTime() - start);
    }
  }

  private void ask(List<Place> places, int number) {
    byte[] query = queries.get(number % QUERIES);
    CompletableFuture.allOf(
            places.stream().map(place -> place.ask(query)).toArray(CompletableFuture[]::new))
        .join();
  }
}
