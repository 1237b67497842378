package miroir.chaos.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import miroir.chaos.cluster.Coordinators;
import miroir.chaos.cluster.Layout;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.workload.Api;
import miroir.chaos.workload.Durations;
import miroir.chaos.workload.Load;

/**
 * Kills the leading coordinator under constant writes and searches through both gateways, measures
 * how long writes stood still, and afterwards looks for every acknowledged write.
 */
final class LeaderKills {
  /** The promise: writes go on within this time. */
  private static final long STALL_MAX_MILLIS = 3_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITES_BETWEEN = 25;
  private static final String INDEX = "kills";

  private final Durations afterKill = new Durations();
  private final Durations afterStart = new Durations();
  private final LocalCluster cluster;
  private final Coordinators coordinators;
  private final int times;

  LeaderKills(LocalCluster cluster, int times) {
    this.cluster = cluster;
    this.coordinators = new Coordinators(cluster.layout());
    this.times = times;
  }

  /** Returns whether everything that must hold did. */
  boolean run() throws IOException, InterruptedException {
    List<String> gateways =
        IntStream.rangeClosed(1, Layout.GATEWAYS)
            .mapToObj(i -> "http://" + cluster.layout().http("gateway-" + i))
            .toList();
    String key = cluster.secrets().masterKey();
    List<Api> apis = gateways.stream().map(url -> new Api(url, key)).toList();
    apis.get(0).makeIndex(INDEX);
    for (Api api : apis) {
      while (api.send("GET", "/indexes/" + INDEX, "").statusCode() != 200) {
        Thread.sleep(20);
      }
    }
    Load load = new Load(gateways, key, INDEX, 5);
    try (load) {
      awaitWrites(load);
      for (int round = 1; round <= times; round++) {
        kill(round, load);
      }
    }
    List<String> wrong = check(load, apis.get(1));
    report(load, wrong);
    return wrong.isEmpty();
  }

  private void kill(int round, Load load) throws IOException, InterruptedException {
    String leader = coordinators.awaitLeader();
    load.takeLongestStallsMillis();
    cluster.kill(leader);
    awaitWrites(load);
    List<Long> killed = load.takeLongestStallsMillis();
    killed.forEach(millis -> afterKill.add(millis * 1_000_000));
    cluster.start(leader);
    coordinators.awaitCaughtUp(leader);
    awaitWrites(load);
    List<Long> started = load.takeLongestStallsMillis();
    started.forEach(millis -> afterStart.add(millis * 1_000_000));
    System.out.printf(
        "%2d: %s killed: writes stood still %s ms (gateway-1, gateway-2); while it came back %s%n",
        round, leader, killed, started);
  }

  private static void awaitWrites(Load load) throws IOException, InterruptedException {
    List<Integer> before = load.acknowledgedBy();
    await(
        () -> {
          List<Integer> now = load.acknowledgedBy();
          return IntStream.range(0, now.size())
              .allMatch(i -> now.get(i) >= before.get(i) + WRITES_BETWEEN);
        });
  }

  private static void await(BooleanSupplier condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("no writes for " + PATIENCE.toSeconds() + " s");
      }
      Thread.sleep(5);
    }
  }

  private List<String> check(Load load, Api api) throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    Map<String, Long> acknowledged = load.acknowledged();
    long last = acknowledged.values().stream().mapToLong(task -> task).max().orElse(0);
    api.awaitSuccess(last);
    Set<String> documents = api.documents(INDEX);
    Map<Long, String> tasks = api.tasks(INDEX);
    Map<String, String> refused = load.refused();
    long lost = acknowledged.keySet().stream().filter(id -> !documents.contains(id)).count();
    long unregistered =
        acknowledged.values().stream()
            .filter(task -> !tasks.getOrDefault(task, "").equals("succeeded"))
            .count();
    long undead =
        refused.entrySet().stream()
            .filter(e -> !isUnknown(e.getValue()) && documents.contains(e.getKey()))
            .count();
    long twice = (long) acknowledged.size() - new HashSet<>(acknowledged.values()).size();
    note(wrong, lost, "acknowledged writes are lost");
    note(wrong, unregistered, "acknowledged tasks are not there as succeeded");
    note(wrong, twice, "writes share a task with another");
    note(wrong, undead, "writes told as not done are there");
    note(wrong, load.failedSearches().size(), "searches failed: " + load.failedSearches());
    long slow = (long) Math.max(afterKill.millis(100), afterStart.millis(100));
    note(wrong, slow > STALL_MAX_MILLIS ? slow : 0, "ms without a write; 3000 are allowed");
    return wrong;
  }

  private static void note(List<String> wrong, long count, String what) {
    if (count > 0) {
      wrong.add(count + " " + what);
    }
  }

  /** Whether a write may have been done all the same: the client was told so, or told nothing. */
  private static boolean isUnknown(String answer) {
    return answer.contains("miroir_outcome_unknown") || answer.startsWith("java.");
  }

  private void report(Load load, List<String> wrong) {
    Map<String, String> refused = load.refused();
    long unknown = refused.values().stream().filter(LeaderKills::isUnknown).count();
    System.out.println("leader kills: " + times);
    System.out.println("writes stood still after a kill: " + afterKill);
    System.out.println("longest gap while it came back: " + afterStart);
    System.out.println("searches: " + load.searches() + ", failed " + load.failedSearches().size());
    System.out.printf(
        "writes: acknowledged %d, refused %d, unknown %d%n",
        load.acknowledged().size(), refused.size() - unknown, unknown);
    refused.values().stream()
        .distinct()
        .limit(5)
        .forEach(answer -> System.out.println("  " + answer));
    System.out.println(
        wrong.isEmpty()
            ? "every acknowledged write and its task is there"
            : "WRONG: " + String.join("; ", wrong));
  }
}
