package miroir.chaos.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Runs schedules one after the other on one thread, and says what it found. */
public final class Simulation implements AutoCloseable {
  private final Batons batons = new Batons();
  private final Consumer<String> say;
  private long happened;

  /** Makes one that reports through {@code say}. */
  public Simulation(Consumer<String> say) {
    this.say = say;
    if (LoggerFactory.getLogger("miroir") instanceof Logger shipped) {
      // What goes wrong here goes wrong on purpose.
      shipped.setLevel(Level.ERROR);
    }
  }

  /**
   * Runs schedules of consecutive seeds until one fails.
   *
   * @return whether all were good
   */
  public boolean run(long seed, long schedules) {
    long begun = System.nanoTime();
    for (long i = 0; i < schedules; i++) {
      Violation found = violation(Schedule.of(seed + i));
      if (found != null) {
        say.accept("seed " + (seed + i) + ": " + found.getMessage());
        say.accept("replay: scripts/chaos simulate --replay " + (seed + i));
        report(Schedule.of(seed + i), found);
        return false;
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    say.accept(
        String.format(
            "%d schedules, 0 violations, %d things happened, %.1f s, %.0f schedules a minute",
            schedules, happened, seconds, schedules / seconds * 60));
    return true;
  }

  /** Returns how a schedule fails, or null. */
  @Nullable Violation violation(Schedule schedule) {
    World world = new World(schedule, batons, false);
    try {
      world.run();
      return null;
    } catch (Violation found) {
      return found;
    } finally {
      happened += world.time().happened();
    }
  }

  /** Shrinks a schedule that fails, and tells what happened in what is left of it. */
  void report(Schedule schedule, Violation first) {
    Schedule shrunk = new Shrinker(this, first).shrink(schedule);
    World world = new World(shrunk, batons, true);
    say.accept("shrunk from " + schedule.steps().size() + " steps to " + shrunk.steps().size());
    shrunk.steps().forEach(step -> say.accept(step.toString()));
    try {
      world.run();
    } catch (Violation found) {
      List<String> lines = world.chronicle().lines();
      lines.forEach(say);
      say.accept(String.valueOf(found.getMessage()));
      if (found.getCause() != null) {
        for (StackTraceElement element : found.getCause().getStackTrace()) {
          say.accept("  at " + element);
        }
      }
    }
  }

  /** Runs one seed again and tells all of it. Returns whether it was good. */
  public boolean replay(long seed) {
    Violation found = violation(Schedule.of(seed));
    if (found == null) {
      say.accept("seed " + seed + ": 0 violations");
      return true;
    }
    say.accept("seed " + seed + ": " + found.getMessage());
    report(Schedule.of(seed), found);
    return false;
  }

  @Override
  public void close() {
    batons.close();
  }
}
