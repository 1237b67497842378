package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs schedules of consecutive seeds on several threads, each with a simulation of its own, until
 * one fails. Which thread runs a seed makes no difference to it.
 */
public final class Campaign {
  private static final long PROGRESS_MILLIS = 15_000;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong happened = new AtomicLong();
  private final AtomicReference<@Nullable Failed> failed = new AtomicReference<>();
  private final long seed;
  private final long schedules;
  private final Consumer<String> say;

  /** A schedule that broke a promise. */
  private record Failed(long seed, Violation violation) {}

  private Campaign(long seed, long schedules, Consumer<String> say) {
    this.seed = seed;
    this.schedules = schedules;
    this.say = say;
  }

  /**
   * Runs schedules and says how it goes, with figures in the end.
   *
   * @return whether all were good
   */
  public static boolean run(long seed, long schedules, int threads, Consumer<String> say)
      throws InterruptedException {
    return new Campaign(seed, schedules, say).run(threads);
  }

  private boolean run(int threads) throws InterruptedException {
    long begun = System.nanoTime();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::work, "simulation-" + i);
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      for (thread.join(PROGRESS_MILLIS); thread.isAlive(); thread.join(PROGRESS_MILLIS)) {
        say.accept(done + " of " + schedules + " schedules, " + rate(begun) + " a minute");
      }
    }
    Failed found = failed.get();
    if (found != null) {
      say.accept("seed " + found.seed + ": " + found.violation.getMessage());
      say.accept("replay: scripts/chaos simulate --replay " + found.seed);
      try (Simulation simulation = new Simulation(say)) {
        simulation.report(Schedule.of(found.seed), found.violation);
      }
      return false;
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    say.accept(
        String.format(
            "%d schedules, 0 violations, %d things happened, %.1f s, %d schedules a minute",
            done.get(), happened.get(), seconds, rate(begun)));
    return true;
  }

  private long rate(long begun) {
    return Math.round(done.get() / ((System.nanoTime() - begun) / 60e9));
  }

  private void work() {
    try (Simulation simulation = new Simulation(say)) {
      for (long next = next(); next < schedules && failed.get() == null; next = next()) {
        Violation found = simulation.violation(Schedule.of(seed + next));
        if (found != null) {
          failed.compareAndSet(null, new Failed(seed + next, found));
        }
        done.incrementAndGet();
      }
      happened.addAndGet(simulation.happened());
    } catch (RuntimeException | Error broken) {
      // Not the schedule's fault: the simulation itself is broken.
      failed.compareAndSet(null, new Failed(seed, new Violation("broken: " + broken)));
      throw broken;
    }
  }

  private long next() {
    return taken.getAndIncrement();
  }
}
