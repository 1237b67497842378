package miroir.chaos.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import miroir.chaos.workload.Api;
import miroir.chaos.workload.Durations;

/**
 * Searches at a constant rate, whether or not the last ones were answered: a slow answer delays no
 * search, so that none is left out of the figures. Thread-safe.
 */
final class SteadySearches implements AutoCloseable {
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger failed = new AtomicInteger();
  private final Corpus words = new Corpus(2);
  private final Api gateway;
  private final String path;
  private Durations figures = new Durations();

  SteadySearches(Api gateway, String index, int perSecond) {
    this.gateway = gateway;
    this.path = "/indexes/" + index + "/search";
    long pause = 1_000_000_000L / perSecond;
    clock.scheduleAtFixedRate(this::search, 0, pause, TimeUnit.NANOSECONDS);
  }

  private void search() {
    byte[] query =
        ("{\"q\":\"" + words.word() + "\",\"limit\":20}").getBytes(StandardCharsets.UTF_8);
    long begun = System.nanoTime();
    CompletableFuture<byte[]> answer = gateway.accepted("POST", path, "application/json", query);
    answer.whenComplete(
        (body, failure) -> {
          if (failure == null) {
            add(System.nanoTime() - begun);
          } else {
            failed.incrementAndGet();
          }
        });
  }

  private synchronized void add(long nanos) {
    figures.add(nanos);
  }

  /** Returns what was measured since the last call. */
  synchronized Durations take() {
    Durations taken = figures;
    figures = new Durations();
    return taken;
  }

  /** Returns how many got no answer so far. */
  int failed() {
    return failed.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
