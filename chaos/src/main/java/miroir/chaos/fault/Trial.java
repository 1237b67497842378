package miroir.chaos.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import miroir.chaos.check.ClusterCheck;
import miroir.chaos.check.Recovery;
import miroir.chaos.cluster.Layout;
import miroir.chaos.workload.Account;
import miroir.chaos.workload.Api;
import miroir.chaos.workload.Load;
import miroir.chaos.workload.LoadPlan;

/**
 * The rounds of one fault, on an index of its own: load, fault, quiet, check. What earlier rounds
 * wrote is looked at again in each. It ends with the first round in which something is wrong.
 */
final class Trial {
  private static final Duration IN_SYNC = Duration.ofMinutes(3);
  private static final int WRITERS = 2;
  private static final int PACE_MILLIS = 20;
  private static final int UPLOAD = 60;

  private final Account account = new Account();
  private final List<Long> tasks = new ArrayList<>();
  private final Consumer<String> say;
  private final Recovery recovery;
  private final Figures figures;
  private final String index;
  private final Fault fault;
  private final Stage stage;

  Trial(Stage stage, Fault fault, Figures figures, Consumer<String> say) {
    this.stage = stage;
    this.fault = fault;
    this.figures = figures;
    this.say = say;
    this.index = fault.label();
    this.recovery = new Recovery(stage.cluster(), stage.apis().get(1), index, say);
  }

  /** Runs rounds, and adds what they cost, and what was wrong, to the figures. */
  void run(int rounds, long seed) throws IOException, InterruptedException {
    Load.prepare(stage.apis().get(0), index);
    for (Api api : stage.apis()) {
      api.awaitIndex(index);
    }
    for (int round = 1; round <= rounds && figures.violations().isEmpty(); round++) {
      figures.addViolations(round(round, seed(seed, round)));
    }
    if (figures.violations().isEmpty()) {
      stage.apis().get(0).json("DELETE", "/indexes/" + index, "");
    }
  }

  /** No two faults and no two rounds do the same. */
  private long seed(long first, int round) {
    return (first * 1_000 + round) * 1_000 + fault.ordinal();
  }

  private List<String> round(int round, long seed) throws IOException, InterruptedException {
    LoadPlan plan = new LoadPlan(index, "r" + round, WRITERS, PACE_MILLIS, UPLOAD, seed);
    Load load = new Load(stage.gateways(), stage.key(), plan);
    Set<Integer> gone = Set.of();
    String what = "";
    try (load) {
      Scene scene = new Scene(stage, index, load, recovery, new Random(seed));
      gone = gone(scene);
      scene.awaitWritesEverywhere();
      load.takeLongestStallsMillis();
      what = strike(scene);
      long stall = stall(load.takeLongestStallsMillis(), gone);
      figures.addStall(stall);
      say.accept(
          String.format(
              "%3d: writer %s, %s: writes stood still %d ms",
              round, scene.writer(), scene.node(), stall));
    }
    figures.add(load, gone, fault.reach() == Fault.Reach.ALL_AT_ONCE && stage.hasOwnNodes());
    account.addAll(load.account());
    tasks.addAll(load.tasks());
    return what.isEmpty() ? check(round) : List.of("round " + round + ": " + what);
  }

  /** Returns what went wrong; empty if nothing did. */
  private String strike(Scene scene) throws InterruptedException {
    try {
      fault.strike(scene);
      return "";
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }

  private List<String> check(int round) throws InterruptedException {
    try {
      long begin = System.nanoTime();
      recovery.await(IN_SYNC);
      long inSync = (System.nanoTime() - begin) / 1_000_000;
      List<String> wrong =
          new ClusterCheck(stage.cluster(), stage.apis(), index).violations(account, tasks);
      say.accept(
          String.format(
              "     in sync after %d ms; %d documents, %d tasks: %s",
              inSync, account.possible().size(), tasks.size(), wrong.isEmpty() ? "good" : "WRONG"));
      return wrong.stream().map(sentence -> "round " + round + ": " + sentence).toList();
    } catch (IOException e) {
      return List.of("round " + round + ": " + e.getMessage());
    }
  }

  /** Gateways that the fault takes away, from 0. */
  private Set<Integer> gone(Scene scene) {
    return switch (fault.reach()) {
      case NOBODY, NODES -> Set.of();
      case WRITER -> Set.of(Layout.number(scene.writer()) - 1);
      case ALL, ALL_AT_ONCE -> Set.copyOf(IntStream.range(0, Layout.GATEWAYS).boxed().toList());
    };
  }

  /** The longest stall at a gateway that was there; of none, that of both together. */
  private static long stall(List<Long> stalls, Set<Integer> gone) {
    return IntStream.range(0, Layout.GATEWAYS)
        .filter(gateway -> !gone.contains(gateway))
        .mapToLong(stalls::get)
        .max()
        .orElse(stalls.get(Layout.GATEWAYS));
  }
}
