package miroir.chaos.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import miroir.chaos.sim.SmallWorld.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Runs every small world there is (docs/protocol.md, "Small worlds"), on several threads, and keeps
 * in a file, if asked to, what has been explored, so that it may be stopped.
 */
public final class SmallWorlds {
  private static final long PROGRESS_MILLIS = 15_000;

  private final Deque<List<Operation>> left = new ArrayDeque<>();
  private final long seed;
  private final int faultsMost;
  private final Consumer<String> say;
  private final Explored explored;
  private @Nullable Schedule failed;

  private SmallWorlds(long seed, int faultsMost, Explored explored, Consumer<String> say) {
    this.seed = seed;
    this.faultsMost = faultsMost;
    this.explored = explored;
    this.say = say;
  }

  /**
   * Runs them all and says how it goes, with figures in the end.
   *
   * @param seed of the delays
   * @param progress a file that keeps what has been explored, or null
   * @return whether all were good
   */
  public static boolean run(
      long seed,
      int operationsMost,
      int faultsMost,
      int threads,
      @Nullable Path progress,
      Consumer<String> say)
      throws InterruptedException, IOException {
    Explored explored = new Explored(progress, "seed " + seed + ", <= " + faultsMost + " faults");
    SmallWorlds all = new SmallWorlds(seed, faultsMost, explored, say);
    all.sequences(new ArrayList<>(), operationsMost);
    return all.run(threads, operationsMost);
  }

  private static String name(List<Operation> operations) {
    return operations.stream().map(Operation::name).collect(Collectors.joining("+"));
  }

  private void sequences(List<Operation> begun, int most) {
    if (!begun.isEmpty() && !explored.has(name(begun))) {
      left.add(List.copyOf(begun));
    }
    if (begun.size() < most) {
      for (Operation next : Operation.values()) {
        begun.add(next);
        sequences(begun, most);
        begun.remove(begun.size() - 1);
      }
    }
  }

  private boolean run(int threads, int operationsMost) throws InterruptedException {
    long begun = System.nanoTime();
    long before = explored.total().worlds();
    int sequences = left.size();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::work, "worlds-" + i);
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      for (thread.join(PROGRESS_MILLIS); thread.isAlive(); thread.join(PROGRESS_MILLIS)) {
        say.accept(progress(sequences));
      }
    }
    Schedule bad = failed;
    if (bad != null) {
      try (Simulation simulation = new Simulation(say)) {
        simulation.tell(bad);
      }
      return false;
    }
    double minutes = (System.nanoTime() - begun) / 60e9;
    Explored.Count total = explored.total();
    say.accept(
        String.format(
            "%d worlds of <= %d operations and <= %d faults, %d histories, 0 violations, %d worlds whose like had been run, %.1f s, %.0f worlds a minute",
            total.worlds(),
            operationsMost,
            faultsMost,
            total.histories(),
            total.same(),
            minutes * 60,
            (total.worlds() - before) / minutes));
    return true;
  }

  private synchronized String progress(int sequences) {
    return explored.total().worlds()
        + " worlds; "
        + left.size()
        + " of "
        + sequences
        + " sequences to begin";
  }

  private synchronized @Nullable List<Operation> next() {
    return failed != null ? null : left.poll();
  }

  private synchronized boolean goesOn() {
    return failed == null;
  }

  private synchronized void ended(List<Operation> operations, Exploration all, Explored.Count count)
      throws IOException {
    if (failed == null) {
      failed = all.failed();
    }
    if (failed == null) {
      explored.add(name(operations), count);
    }
  }

  private void work() {
    try (Simulation simulation = new Simulation(say)) {
      for (List<Operation> next = next(); next != null; next = next()) {
        List<Step> clients = SmallWorld.clients(next);
        Exploration all = new Exploration(simulation, clients, seed, faultsMost, this::goesOn);
        ended(next, all, all.run());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
