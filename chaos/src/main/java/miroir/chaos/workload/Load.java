package miroir.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Constant writes and searches through all gateways, one thread each per gateway: every write is
 * one document of its own, so that afterwards each acknowledged one can be looked for. Closing
 * stops it.
 */
public final class Load implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final List<String> failedSearches = new CopyOnWriteArrayList<>();
  private final Map<String, String> refused = new ConcurrentHashMap<>();
  private final AtomicInteger searches = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> gateways;
  private final String key;
  private final String index;
  private final long[] longestStallNanos;
  private final long[] lastWriteNanos;
  private final int[] acknowledgedBy;
  private volatile boolean stopped;

  /**
   * Starts a load.
   *
   * @param gateways base URLs
   * @param key the clients' master key
   * @param index an index whose primary key is {@code id}
   * @param paceMillis pause between two requests of a thread
   */
  public Load(List<String> gateways, String key, String index, long paceMillis) {
    this.gateways = List.copyOf(gateways);
    this.key = key;
    this.index = index;
    this.longestStallNanos = new long[gateways.size()];
    this.lastWriteNanos = new long[gateways.size()];
    this.acknowledgedBy = new int[gateways.size()];
    Arrays.fill(lastWriteNanos, System.nanoTime());
    for (int i = 0; i < gateways.size(); i++) {
      int at = i;
      threads.add(new Thread(() -> repeat(paceMillis, number -> write(at, number)), "writes-" + i));
      threads.add(new Thread(() -> repeat(paceMillis, number -> search(at)), "searches-" + i));
    }
    threads.forEach(Thread::start);
  }

  /** One request. */
  private interface Request {
    void run(int number) throws InterruptedException;
  }

  private void repeat(long paceMillis, Request request) {
    for (int number = 0; !stopped; number++) {
      try {
        request.run(number);
        Thread.sleep(paceMillis);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void write(int gateway, int number) throws InterruptedException {
    String id = "g" + gateway + "-" + number;
    String body = "[{\"id\":\"" + id + "\",\"title\":\"load " + number + "\"}]";
    try {
      HttpResponse<String> answer = send(gateway, "/indexes/" + index + "/documents", body);
      if (answer.statusCode() == 202) {
        acknowledge(gateway, id, JSON.readTree(answer.body()).path("taskUid").asLong());
      } else {
        refused.put(id, answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      refused.put(id, e.toString());
    }
  }

  private synchronized void acknowledge(int gateway, String id, long task) {
    long now = System.nanoTime();
    longestStallNanos[gateway] =
        Math.max(longestStallNanos[gateway], now - lastWriteNanos[gateway]);
    lastWriteNanos[gateway] = now;
    acknowledgedBy[gateway]++;
    acknowledged.put(id, task);
  }

  private void search(int gateway) throws InterruptedException {
    searches.incrementAndGet();
    try {
      HttpResponse<String> answer =
          send(gateway, "/indexes/" + index + "/search", "{\"q\":\"load\",\"limit\":5}");
      JsonNode body = JSON.readTree(answer.body());
      if (answer.statusCode() != 200 || !body.has("hits")) {
        failedSearches.add(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      failedSearches.add(e.toString());
    }
  }

  private HttpResponse<String> send(int gateway, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateways.get(gateway) + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the task of each acknowledged write, by document id. */
  public Map<String, Long> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** Returns the searches that failed, as texts. */
  public List<String> failedSearches() {
    return List.copyOf(failedSearches);
  }

  /** Returns what was answered instead of an acknowledgement, by document id. */
  public Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  /** Returns the number of writes acknowledged by each gateway. */
  public synchronized List<Integer> acknowledgedBy() {
    return Arrays.stream(acknowledgedBy).boxed().toList();
  }

  /** Returns the number of searches. */
  public int searches() {
    return searches.get();
  }

  /** Returns the longest of {@link #takeLongestStallsMillis}. */
  public long takeLongestStallMillis() {
    return takeLongestStallsMillis().stream().mapToLong(millis -> millis).max().orElse(0);
  }

  /**
   * Returns, for each gateway, the longest time between two of its acknowledged writes since the
   * last call, milliseconds; the one that lasts counts too.
   */
  public synchronized List<Long> takeLongestStallsMillis() {
    List<Long> stalls = new ArrayList<>();
    for (int i = 0; i < longestStallNanos.length; i++) {
      long lasting = System.nanoTime() - lastWriteNanos[i];
      stalls.add(Math.max(longestStallNanos[i], lasting) / 1_000_000);
      longestStallNanos[i] = 0;
    }
    return stalls;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
