package miroir.chaos.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import miroir.chaos.workload.Api;

/** The two ways to write, each measured once a call. Not thread-safe. */
final class WriteSides {
  private static final String LINES = "application/x-ndjson";
  private static final int SHARDS = 64;
  private static final int COPIES = 2;

  /**
   * What both sides did.
   *
   * @param direct documents a second at the nodes
   * @param through documents a second through the gateway
   * @param cpuMicros processor time of the gateway for each document, in microseconds
   */
  record Pair(double direct, double through, double cpuMicros) {
    double ratio() {
      return through / direct;
    }
  }

  /** Of many clients: when they were told, and when all was done. */
  record Small(Pair acknowledged, Pair finished) {}

  private final BenchCluster cluster;
  private final DirectSplit split;
  private boolean directFirst;

  WriteSides(BenchCluster cluster) {
    this.cluster = cluster;
    this.split = new DirectSplit(cluster.nodes().size());
  }

  /** Writes large batches, one behind the other. */
  Pair large(String index, int batch, int batches) throws IOException, InterruptedException {
    Corpus corpus = new Corpus(index.hashCode());
    List<List<byte[]>> direct = new ArrayList<>();
    List<byte[]> through = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      List<String> documents = corpus.documents((long) i * batch, batch);
      direct.add(split.bodies(documents, (long) i * batch));
      through.add(String.join("\n", documents).getBytes(StandardCharsets.UTF_8));
    }
    prepare(index);
    double count = (double) batch * batches;
    directFirst = !directFirst;
    double[] seconds = new double[2];
    double cpu = 0;
    for (int turn = 0; turn < 2; turn++) {
      if (turn == 0 == directFirst) {
        seconds[0] = postDirect(index, direct);
      } else {
        long before = CpuTime.of(cluster.gatewayPid()).toNanos();
        seconds[1] = postThrough(index, through);
        cpu = (CpuTime.of(cluster.gatewayPid()).toNanos() - before) / 1e3 / count;
      }
    }
    drop(index);
    return new Pair(count / seconds[0], count / seconds[1], cpu);
  }

  private double postDirect(String index, List<List<byte[]>> batches)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (List<byte[]> bodies : batches) {
      List<CompletableFuture<byte[]>> posts = new ArrayList<>();
      for (int node = 0; node < bodies.size(); node++) {
        posts.add(
            cluster.nodes().get(node).accepted("POST", documents(index), LINES, bodies.get(node)));
      }
      CompletableFuture.allOf(posts.toArray(CompletableFuture[]::new)).join();
    }
    awaitNodes(index);
    return (System.nanoTime() - start) / 1e9;
  }

  private double postThrough(String index, List<byte[]> batches)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (byte[] body : batches) {
      cluster.gateway().accepted("POST", documents(index), LINES, body).join();
    }
    cluster.gateway().awaitIdle(index);
    return (System.nanoTime() - start) / 1e9;
  }

  private static String documents(String index) {
    return "/indexes/" + index + "/documents?primaryKey=id";
  }

  private void awaitNodes(String index) throws IOException, InterruptedException {
    for (Api node : cluster.nodes()) {
      node.awaitIdle(index);
    }
  }

  /** Makes the index on both sides, under the very same settings. */
  private void prepare(String index) throws IOException, InterruptedException {
    Api gateway = cluster.gateway();
    cluster.createIndex(index, SHARDS, COPIES);
    gateway.ask("PATCH", "/indexes/" + index + "/settings", Corpus.SETTINGS);
    gateway.awaitIdle(index);
    Api first = cluster.nodes().get(0);
    String physical = newest(first);
    String settings = first.ask("GET", "/indexes/" + physical + "/settings", "").toString();
    for (Api node : cluster.nodes()) {
      node.ask("POST", "/indexes", "{\"uid\":\"" + index + "\",\"primaryKey\":\"id\"}");
      node.ask("PATCH", "/indexes/" + index + "/settings", settings);
    }
    awaitNodes(index);
  }

  private static String newest(Api node) throws IOException {
    String newest = "";
    String found = "";
    for (var index : node.ask("GET", "/indexes?limit=1000", "").path("results")) {
      String created = index.path("createdAt").asText();
      if (created.compareTo(newest) > 0) {
        newest = created;
        found = index.path("uid").asText();
      }
    }
    return found;
  }

  private void drop(String index) throws IOException, InterruptedException {
    for (Api node : cluster.nodes()) {
      node.ask("DELETE", "/indexes/" + index, "");
    }
    cluster.gateway().ask("DELETE", "/indexes/" + index, "");
    awaitNodes(index);
    cluster.gateway().awaitIdle(index);
  }

  /** Lets many clients post one document at a time. */
  Small small(String index, int clients, int seconds) throws IOException, InterruptedException {
    Corpus corpus = new Corpus(index.hashCode());
    List<String> texts = corpus.documents(0, 1_000);
    prepare(index);
    directFirst = !directFirst;
    Rates direct = null;
    Rates through = null;
    for (int turn = 0; turn < 2; turn++) {
      if (turn == 0 == directFirst) {
        direct =
            clients(clients, seconds, id -> directly(index, texts, id), () -> awaitNodes(index));
      } else {
        through =
            clients(
                clients,
                seconds,
                id -> through(index, texts, id),
                () -> cluster.gateway().awaitIdle(index));
      }
    }
    drop(index);
    if (direct == null || through == null) {
      throw new IllegalStateException("both sides have had their turn");
    }
    return new Small(
        new Pair(direct.acknowledged(), through.acknowledged(), 0),
        new Pair(direct.finished(), through.finished(), 0));
  }

  private CompletableFuture<?> directly(String index, List<String> texts, long id) {
    byte[] body = DirectSplit.stored(document(texts, id), id).getBytes(StandardCharsets.UTF_8);
    return CompletableFuture.allOf(
        split.holders(id).stream()
            .map(node -> cluster.nodes().get(node).accepted("POST", documents(index), LINES, body))
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<?> through(String index, List<String> texts, long id) {
    byte[] body = document(texts, id).getBytes(StandardCharsets.UTF_8);
    try {
      return cluster.gateway().accepted("POST", documents(index), LINES, body);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static String document(List<String> texts, long id) {
    String text = texts.get((int) (id % texts.size()));
    return "{\"id\":" + id + text.substring(text.indexOf(','));
  }

  private record Rates(double acknowledged, double finished) {}

  private interface Idle {
    void await() throws IOException, InterruptedException;
  }

  private static Rates clients(
      int clients, int seconds, LongFunction<CompletableFuture<?>> post, Idle idle)
      throws IOException, InterruptedException {
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int client = 0; client < clients; client++) {
      Thread thread =
          new Thread(
              () -> {
                while (System.nanoTime() < end && failures.isEmpty()) {
                  post.apply(next.getAndIncrement()).join();
                }
              });
      thread.setUncaughtExceptionHandler((which, failure) -> failures.add(failure));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IOException("a client failed", failures.get(0));
    }
    double acknowledged = (System.nanoTime() - start) / 1e9;
    idle.await();
    double finished = (System.nanoTime() - start) / 1e9;
    return new Rates(next.get() / acknowledged, next.get() / finished);
  }
}
