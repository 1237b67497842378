package miroir.chaos.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Runs schedules one after the other on one thread, and tells what broke a promise. */
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

  /** Returns how a schedule fails, or null. */
  @Nullable Violation violation(Schedule schedule) {
    return violation(world(schedule));
  }

  /** Returns a world in which nothing has happened yet. */
  World world(Schedule schedule) {
    return new World(schedule, batons, false);
  }

  /** Returns how a world fails, or null. */
  @Nullable Violation violation(World world) {
    try {
      world.run();
      return null;
    } catch (Violation found) {
      return found;
    } finally {
      happened += world.time().happened();
    }
  }

  /** Returns how many things have happened in all schedules. */
  long happened() {
    return happened;
  }

  /**
   * Runs a schedule again and tells all of what is left of it when it is shrunk.
   *
   * @return whether it was good
   */
  boolean tell(Schedule schedule) {
    Violation found = violation(schedule);
    if (found == null) {
      say.accept("0 violations");
      return true;
    }
    say.accept(String.valueOf(found.getMessage()));
    report(schedule, found);
    return false;
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
    say.accept("seed " + seed);
    return tell(Schedule.of(seed));
  }

  @Override
  public void close() {
    batons.close();
  }
}
