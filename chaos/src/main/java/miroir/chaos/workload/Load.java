package miroir.chaos.workload;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Constant writes and searches through all gateways: documents added, changed, deleted by id and by
 * filter. Every writing thread has documents of its own, so that afterwards it is known what the
 * index must contain. Closing stops it. Thread-safe.
 */
public final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration ALL_PATIENCE = Duration.ofMinutes(5);

  /** A gateway that is gone refuses thousands of connections a second. */
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 50;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final List<Entry> entries = new ArrayList<>();
  private final List<FailedSearch> failedSearches = new CopyOnWriteArrayList<>();
  private final List<Account> accounts = new ArrayList<>();
  private final AtomicInteger searches = new AtomicInteger();
  private final AtomicInteger uploads = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong[] slowestSearchNanos;
  private final int[] acknowledgedBy;
  private final Stalls stalls;
  private final LoadPlan plan;
  private volatile boolean stopped;

  /** Starts a small load on an index that {@link #prepare} has made. */
  public Load(List<String> gateways, String key, String index, long paceMillis) {
    this(gateways, key, LoadPlan.small(index, paceMillis));
  }

  /**
   * Starts a load.
   *
   * @param gateways base URLs
   * @param key the clients' master key
   */
  public Load(List<String> gateways, String key, LoadPlan plan) {
    this.plan = plan;
    this.stalls = new Stalls(gateways.size());
    this.acknowledgedBy = new int[gateways.size()];
    this.slowestSearchNanos = new AtomicLong[gateways.size()];
    Arrays.setAll(slowestSearchNanos, gateway -> new AtomicLong());
    for (int gateway = 0; gateway < gateways.size(); gateway++) {
      GatewayClient client = new GatewayClient(http, gateway, gateways.get(gateway), key);
      for (int writer = 0; writer < plan.writers(); writer++) {
        addWriter(client, gateway, writer);
      }
      int at = gateway;
      threads.add(new Thread(() -> repeat(() -> search(client)), "searches-" + at));
    }
    threads.forEach(Thread::start);
  }

  /** Makes an index that loads may write to, and waits until it is there. */
  public static void prepare(Api api, String index) throws IOException, InterruptedException {
    api.makeIndex(index);
    String settings = "{\"filterableAttributes\":[\"group\"]}";
    api.awaitSuccess(
        api.json("PATCH", "/indexes/" + index + "/settings", settings).path("taskUid").asLong(-1));
  }

  private void addWriter(GatewayClient client, int gateway, int number) {
    String name = plan.name() + "-" + gateway + "-" + number;
    Script script = new Script(name, plan.seed() * 31 + name.hashCode(), plan.upload());
    Account account = new Account();
    accounts.add(account);
    threads.add(new Thread(() -> repeat(() -> write(client, script, account)), "writes-" + name));
  }

  /** One request. */
  private interface Request {
    /** Returns whether it was answered as it should be. */
    boolean run() throws InterruptedException;
  }

  private void repeat(Request request) {
    try {
      while (!stopped) {
        boolean good = request.run();
        Thread.sleep(good ? plan.paceMillis() : PAUSE_AFTER_FAILURE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean write(GatewayClient client, Script script, Account account)
      throws InterruptedException {
    Write write = script.next();
    boolean upload = write.documents().size() > 1;
    uploads.addAndGet(upload ? 1 : 0);
    Entry entry = client.write(plan.index(), write);
    uploads.addAndGet(upload ? -1 : 0);
    account.add(write, entry.outcome());
    if (entry.outcome() == Outcome.UNKNOWN) {
      script.retire();
    }
    note(entry);
    return entry.outcome() == Outcome.DONE;
  }

  private synchronized void note(Entry entry) {
    entries.add(entry);
    if (entry.outcome() == Outcome.DONE) {
      stalls.acknowledged(entry.gateway());
      acknowledgedBy[entry.gateway()]++;
    }
  }

  private boolean search(GatewayClient client) throws InterruptedException {
    searches.incrementAndGet();
    long begin = System.nanoTime();
    Optional<FailedSearch> failed = client.search(plan.index());
    slowestSearchNanos[client.number()].accumulateAndGet(System.nanoTime() - begin, Math::max);
    failed.ifPresent(failedSearches::add);
    return failed.isEmpty();
  }

  /** Returns every write that has ended, with its outcome. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Returns the tasks of all acknowledged writes. */
  public List<Long> tasks() {
    return entries().stream()
        .filter(entry -> entry.outcome() == Outcome.DONE)
        .map(Entry::task)
        .toList();
  }

  /** Returns the searches that failed. */
  public List<FailedSearch> failedSearches() {
    return List.copyOf(failedSearches);
  }

  /** Returns what the index must contain; whole only after {@link #close}. */
  public Account account() {
    Account all = new Account();
    accounts.forEach(all::addAll);
    return all;
  }

  /** Returns the number of writes acknowledged by each gateway. */
  public synchronized List<Integer> acknowledgedBy() {
    List<Integer> counts = new ArrayList<>();
    for (int count : acknowledgedBy) {
      counts.add(count);
    }
    return counts;
  }

  /** Returns the number of acknowledged writes. */
  public int acknowledged() {
    return acknowledgedBy().stream().mapToInt(count -> count).sum();
  }

  /**
   * Waits until so many writes were acknowledged in all.
   *
   * @throws IOException if that has not come after five minutes
   */
  public void awaitAcknowledged(int wanted) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ALL_PATIENCE.toNanos();
    while (acknowledged() < wanted) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(acknowledged() + " of " + wanted + " writes were acknowledged");
      }
      Thread.sleep(20);
    }
  }

  /** Returns the number of searches. */
  public int searches() {
    return searches.get();
  }

  /** Returns how long the slowest search through each gateway took, milliseconds. */
  public List<Long> slowestSearchesMillis() {
    return Arrays.stream(slowestSearchNanos).map(nanos -> nanos.get() / 1_000_000).toList();
  }

  /** Returns whether a write of many documents is under way. */
  public boolean isUploading() {
    return uploads.get() > 0;
  }

  /** Returns the longest stall at any one gateway, of {@link #takeLongestStallsMillis}. */
  public long takeLongestStallMillis() {
    return takeLongestStallsMillis().stream().mapToLong(millis -> millis).max().orElse(0);
  }

  /**
   * Returns, for each gateway, the longest time between two of its acknowledged writes since the
   * last call, milliseconds; the one that lasts counts too. One more stands at the end: the longest
   * time in which no gateway acknowledged any.
   */
  public List<Long> takeLongestStallsMillis() {
    return stalls.takeMillis();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE.toMillis());
        if (thread.isAlive()) {
          throw new IllegalStateException(thread.getName() + " has not ended: a request hangs");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
