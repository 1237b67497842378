package miroir.chaos.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import miroir.chaos.workload.Api;
import miroir.chaos.workload.Durations;
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

  private static final Duration WARM_UP_MOST = Duration.ofSeconds(60);
  private static final long IDLE_MILLIS = 4_000;
  private static final String TYPE = "application/json";

  @Mixin private final BenchCluster.Options options = new BenchCluster.Options();

  @Option(names = "--rounds", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 10;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "of each side in a round (default: ${DEFAULT-VALUE})")
  private int seconds = 2;

  @Option(names = "--documents", defaultValue = "2000", description = "default: ${DEFAULT-VALUE}")
  private int documents = 2_000;

  @Option(
      names = "--clients",
      defaultValue = "8",
      description = "at once while CPU is measured (default: ${DEFAULT-VALUE})")
  private int clients = 8;

  private final List<byte[]> queries = new ArrayList<>();

  private SearchBench() {}

  @Override
  public Integer call() throws Exception {
    Corpus words = new Corpus(2);
    for (int i = 0; i < QUERIES; i++) {
      queries.add(
          ("{\"q\":\"" + words.word() + "\",\"limit\":20}").getBytes(StandardCharsets.UTF_8));
    }
    try (BenchCluster cluster = options.start()) {
      System.out.printf(
          "Searches over %d documents of some 500 bytes, %s, limit 20.%n"
              + "%d rounds of %d s: one client at the nodes, then at the gateway; then %d clients at"
              + " the gateway and at a bare proxy, for CPU.%n"
              + "CPU is all that the process took for each search, less what it takes idle and what"
              + " its compilers took.%n%n",
          documents, options.kind(), rounds, seconds, clients);
      List<Place> one = load(cluster, "one", 1);
      List<Place> three = load(cluster, "three", 64);
      System.out.printf(
          "%-26s %12s %12s %12s %12s %12s %8s%n",
          "", "nodes p50", "gateway p50", "added p50", "bare CPU", "added CPU", "goal");
      measure(cluster, "one", one, "one node, passed through", 120);
      cluster.gateway().ask("DELETE", "/indexes/one", "");
      measure(cluster, "three", three, "three nodes, merged", 260);
      cluster.gateway().awaitIdle("one");
      cluster.gateway().ask("DELETE", "/indexes/three", "");
      cluster.gateway().awaitIdle("three");
    }
    return 0;
  }

  /** Returns where the documents lie: "directly" means to ask all these places at once. */
  private List<Place> load(BenchCluster cluster, String index, int shards) throws Exception {
    Set<String> before = indexes(cluster);
    cluster.createIndex(index, shards, 1);
    Api gateway = cluster.gateway();
    gateway.ask("PATCH", "/indexes/" + index + "/settings", Corpus.SETTINGS);
    Corpus corpus = new Corpus(1);
    for (int first = 0; first < documents; first += BATCH) {
      gateway.ask(
          "POST",
          "/indexes/" + index + "/documents?primaryKey=id",
          "["
              + String.join(",", corpus.documents(first, Math.min(BATCH, documents - first)))
              + "]");
    }
    gateway.awaitIdle(index);
    List<Place> places = new ArrayList<>();
    for (Api node : cluster.nodes()) {
      for (var physical : node.ask("GET", "/stats", "").path("indexes").properties()) {
        if (!before.contains(physical.getKey())
            && physical.getValue().path("numberOfDocuments").asLong() > 0) {
          places.add(new Place(node, "/indexes/" + physical.getKey() + "/search"));
        }
      }
    }
    return places;
  }

  /** One place to ask. */
  private record Place(Api target, String path) {
    String url() {
      return target.url() + path;
    }

    CompletableFuture<byte[]> ask(byte[] query) {
      return target.accepted("POST", path, TYPE, query);
    }
  }

  private void measure(
      BenchCluster cluster, String index, List<Place> direct, String what, int goalMicros)
      throws IOException, InterruptedException {
    List<String> urls = direct.stream().map(Place::url).toList();
    try (BareProxy proxy = new BareProxy(cluster.freePort(), cluster.nodeKey(), urls)) {
      Place through = new Place(cluster.gateway(), "/indexes/" + index + "/search");
      Place bare = new Place(new Api(proxy.url(), ""), "/");
      Side gateway = new Side(List.of(through), cluster.gatewayPid());
      Side library = new Side(List.of(bare), proxy.pid());
      for (Side side : List.of(gateway, library)) {
        together(side.places, WARM_UP, WARM_UP_MOST);
        side.idle();
      }
      run(direct, new Durations());
      Durations directly = new Durations();
      Durations passed = new Durations();
      for (int i = 0; i < rounds; i++) {
        run(direct, directly);
        run(gateway.places, passed);
        gateway.measure();
        library.measure();
      }
      System.out.printf(
          "%-26s %9.0f µs %9.0f µs %9.0f µs %9.0f µs %9.0f µs %5d µs%n",
          what,
          directly.micros(50),
          passed.micros(50),
          passed.micros(50) - directly.micros(50),
          library.micros(),
          gateway.micros(),
          goalMicros);
    }
  }

  /** A process whose processor time for each search is measured. */
  private final class Side {
    private final List<Place> places;
    private final long pid;
    private double idleShare;
    private double nanos;
    private long searches;

    Side(List<Place> places, long pid) {
      this.places = places;
      this.pid = pid;
    }

    void idle() throws IOException, InterruptedException {
      Duration before = CpuTime.of(pid);
      Thread.sleep(IDLE_MILLIS);
      idleShare = CpuTime.of(pid).minus(before).toNanos() / (IDLE_MILLIS * 1e6);
    }

    void measure() throws IOException, InterruptedException {
      Duration before = CpuTime.of(pid);
      long start = System.nanoTime();
      searches += together(places, Integer.MAX_VALUE, Duration.ofSeconds(seconds));
      nanos += CpuTime.of(pid).minus(before).toNanos();
      nanos -= idleShare * (System.nanoTime() - start);
    }

    double micros() {
      return nanos / 1_000 / searches;
    }
  }

  /** Many clients at once; returns how many searches they made. */
  private int together(List<Place> places, int most, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Thread client =
          new Thread(
              () -> {
                while (System.nanoTime() < end && next.get() < most) {
                  ask(places, next.getAndIncrement());
                }
              });
      threads.add(client);
      client.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return next.get();
  }

  private static Set<String> indexes(BenchCluster cluster) throws IOException {
    Set<String> names = new HashSet<>();
    for (Api node : cluster.nodes()) {
      node.ask("GET", "/stats", "").path("indexes").fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  private void run(List<Place> places, Durations figures) {
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
