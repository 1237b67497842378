package miroir.chaos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.cluster.TemporaryCluster;
import miroir.chaos.workload.Api;
import miroir.chaos.workload.Durations;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it takes to bring a node back, and to rebuild elsewhere what it held. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    description =
        "Copies: what a returned node gets, how fast a rebuild is against the target's own ingest,"
            + " and what searches feel of it.")
final class CopyBench implements Callable<Integer> {
  private static final String INDEX = "copied";
  private static final int BATCH = 5_000;
  private static final Duration MOST = Duration.ofMinutes(30);
  private static final String LINES = "application/x-ndjson";

  @Option(names = "--documents", defaultValue = "100000", description = "default: ${DEFAULT-VALUE}")
  private int documents = 100_000;

  @Option(
      names = "--missed",
      defaultValue = "500",
      description = "writes of one document that the dead node misses (default: ${DEFAULT-VALUE})")
  private int missed = 500;

  @Option(
      names = "--rebuild-after",
      defaultValue = "40",
      description = "seconds; searches are measured meanwhile (default: ${DEFAULT-VALUE})")
  private int rebuildAfter = 40;

  @Option(
      names = "--searches",
      defaultValue = "20",
      description = "a second, in the last part (default: ${DEFAULT-VALUE})")
  private int searches = 20;

  @Option(
      names = "--node-program",
      defaultValue = "",
      description = "a Meilisearch binary to run nodes from; embedded nodes when absent")
  private String nodeProgram = "";

  @Option(
      names = "--port-base",
      defaultValue = "24900",
      description = "first port of the cluster (default: ${DEFAULT-VALUE})")
  private int portBase = 24_900;

  private CopyBench() {}

  @Override
  public Integer call() throws Exception {
    try (TemporaryCluster own =
        new TemporaryCluster("miroir-bench", null, portBase, line -> System.err.println(line))) {
      LocalCluster cluster = own.cluster();
      cluster.withNodeProgram(nodeProgram).up("", "", List.of());
      System.out.printf(
          "Copies of %d documents of some 650 bytes as stored, one shard, two copies on three"
              + " nodes, %s.%nAll figures of copies are the target's own: its task list, its"
              + " clock.%n%n",
          documents,
          nodeProgram.isEmpty() ? "embedded nodes (not Meilisearch)" : "real Meilisearch servers");
      new Run(cluster).all();
    }
    return 0;
  }

  /** One cluster, and what is done to it, part by part. */
  private final class Run {
    private final Corpus corpus = new Corpus(1);
    private final LocalCluster cluster;
    private final Api gateway;
    private final String key;

    Run(LocalCluster cluster) throws IOException {
      this.cluster = cluster;
      this.gateway =
          new Api("http://" + cluster.layout().http("gateway-1"), cluster.secrets().masterKey());
      this.key = cluster.secrets().nodeKey();
    }

    void all() throws Exception {
      cluster.ask("indexes", "create", "--uid", INDEX, "--shards", "1", "--copies", "2");
      gateway.ask("PATCH", "/indexes/" + INDEX + "/settings", Corpus.SETTINGS);
      for (int first = 0; first < documents; first += BATCH) {
        List<String> some = corpus.documents(first, Math.min(BATCH, documents - first));
        gateway.ask("POST", path("?primaryKey=id"), "[" + String.join(",", some) + "]");
      }
      gateway.awaitIdle(INDEX);
      String back = holders().get(1);
      comeBack(back);
      String spare = spare();
      double before = alone(spare);
      cluster.ask("config", "set", "defaults.rebuild_after", rebuildAfter + "s");
      double rate = rebuild(back, spare, false);
      double alone = (before + alone(spare)) / 2;
      System.out.printf(
          "  without searches against the target alone: %.2f (goal: at least 0.8)%n%n",
          rate / alone);
      cluster.start(back);
      awaitCopies("the returned node gives up what it held", list -> !list.contains("SYNCING"));
      rebuild(spare, back, true);
    }

    private String path(String rest) {
      return "/indexes/" + INDEX + "/documents" + rest;
    }

    private Api node(String name) {
      return new Api("http://" + cluster.layout().http(name), key);
    }

    /** Returns the nodes that hold the documents. */
    private List<String> holders() throws IOException {
      List<String> holders = new ArrayList<>();
      for (int i = 1; i <= Layout.NODES; i++) {
        boolean runs = cluster.pid("node-" + i).isPresent();
        if (runs && physical("node-" + i) != null) {
          holders.add("node-" + i);
        }
      }
      return holders;
    }

    private String spare() throws IOException {
      List<String> holders = holders();
      for (int i = 1; i <= Layout.NODES; i++) {
        if (!holders.contains("node-" + i)) {
          return "node-" + i;
        }
      }
      throw new IOException("every node holds the index");
    }

    private @org.jspecify.annotations.Nullable String physical(String name) throws IOException {
      JsonNode indexes = node(name).ask("GET", "/stats", "").path("indexes");
      for (Map.Entry<String, JsonNode> index : indexes.properties()) {
        if (index.getValue().path("numberOfDocuments").asLong() >= documents / 2) {
          return index.getKey();
        }
      }
      return null;
    }

    /** (i) A node dies, misses writes, and is back. */
    private void comeBack(String name) throws Exception {
      long before = NodeLog.next(node(name));
      cluster.kill(name);
      SlotSet dirty = SlotSet.NONE;
      for (int i = 0; i < missed; i++) {
        long id = (long) i * documents / missed;
        gateway.ask("POST", path(""), corpus.document(id));
        dirty = dirty.or(SlotSet.of(Slot.of(Long.toString(id))));
      }
      gateway.awaitIdle(INDEX);
      long begun = System.nanoTime();
      cluster.start(name);
      awaitCopies("it is in sync", list -> !list.contains("SYNCING"));
      double seconds = (System.nanoTime() - begun) / 1e9;
      NodeLog log = NodeLog.read(node(name), before);
      System.out.printf(
          "(i) a node is killed, %d writes of one document each, it returns%n"
              + "  slots dirty %d, slots copied %d (%.2f x), of them not dirty %d; %d runs%n"
              + "  documents copied %d of %d; in sync %.1f s after its start was asked for%n%n",
          missed,
          dirty.size(),
          log.slots().size(),
          (double) log.slots().size() / Math.max(1, dirty.size()),
          log.slots().minus(dirty).size(),
          log.copies(),
          log.documents(),
          documents,
          seconds);
    }

    /** What the target takes when nobody else asks anything of it: documents a second. */
    private double alone(String name) throws Exception {
      String holder = holders().get(0);
      String physical = String.valueOf(physical(holder));
      JsonNode settings = node(holder).ask("GET", "/indexes/" + physical + "/settings", "");
      Api target = node(name);
      Corpus same = new Corpus(1);
      List<byte[]> bodies = new ArrayList<>();
      for (int first = 0; first < documents; first += BATCH) {
        StringBuilder body = new StringBuilder();
        int id = first;
        for (String document : same.documents(first, Math.min(BATCH, documents - first))) {
          body.append(DirectSplit.stored(document, id++)).append('\n');
        }
        bodies.add(body.toString().getBytes(StandardCharsets.UTF_8));
      }
      String index = "alone";
      target.makeIndex(index);
      target.ask("PATCH", "/indexes/" + index + "/settings", settings.toString());
      target.awaitIdle(index);
      long begun = System.nanoTime();
      for (byte[] body : bodies) {
        target.accepted("POST", "/indexes/" + index + "/documents", LINES, body).join();
      }
      target.awaitIdle(index);
      double seconds = (System.nanoTime() - begun) / 1e9;
      long bytes = bodies.stream().mapToLong(body -> body.length).sum();
      System.out.printf(
          "  the target alone: %d documents in %.1f s, %.0f documents/s, %.2f MB/s%n",
          documents, seconds, documents / seconds, bytes / seconds / 1e6);
      target.ask("DELETE", "/indexes/" + index, "");
      target.awaitIdle(index);
      return documents / seconds;
    }

    /** (ii), (iii) A node dies and stays away; what it held is rebuilt on another. */
    private double rebuild(String lost, String target, boolean searching) throws Exception {
      long before = NodeLog.next(node(target));
      cluster.kill(lost);
      try (SteadySearches steady =
          searching ? new SteadySearches(gateway, INDEX, searches) : null) {
        if (steady != null) {
          Thread.sleep(8_000);
          steady.take();
        }
        while (NodeLog.read(node(target), before).begun() == null) {
          Thread.sleep(200);
        }
        Durations calm = steady == null ? new Durations() : steady.take();
        awaitCopies("the copy is in sync", list -> list.contains(target + ":IN_SYNC"));
        Durations busy = steady == null ? new Durations() : steady.take();
        NodeLog log = NodeLog.read(node(target), before);
        double rate = log.documents() / Math.max(0.001, log.seconds());
        System.out.printf(
            "(%s) rebuilt elsewhere%s: %d documents in %.1f s, %d runs, %.0f documents/s%n",
            searching ? "iii" : "ii",
            searching ? " while clients search" : "",
            log.documents(),
            log.seconds(),
            log.copies(),
            rate);
        if (steady != null) {
          tell(steady, calm, busy);
        }
        return rate;
      }
    }

    private void tell(SteadySearches steady, Durations calm, Durations busy) {
      System.out.printf(
          "  searches, %d a second: p50 %.1f -> %.1f ms, p99 %.1f -> %.1f ms, ratio of p99 %.2f"
              + " (goal: at most 1.5); %d and %d searches, %d failed%n",
          searches,
          calm.millis(50),
          busy.millis(50),
          calm.millis(99),
          busy.millis(99),
          busy.millis(99) / calm.millis(99),
          calm.count(),
          busy.count(),
          steady.failed());
    }

    private void awaitCopies(String what, Predicate<String> there) throws Exception {
      long deadline = System.nanoTime() + MOST.toNanos();
      while (!there.test(cluster.ask("shards", "list"))) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("not in time: " + what + "\n" + cluster.ask("shards", "list"));
        }
        Thread.sleep(200);
      }
    }
  }
}
