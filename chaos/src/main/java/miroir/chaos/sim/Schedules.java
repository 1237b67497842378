package miroir.chaos.sim;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs single schedules, for those who know only the JDK's interfaces. Not thread-safe. */
public final class Schedules implements LongFunction<@Nullable String>, AutoCloseable {
  private final Simulation simulation = new Simulation(line -> {});

  /** Makes one. */
  public Schedules() {}

  /** Runs the schedule of a seed. Returns which promise it broke, or null. */
  @Override
  public @Nullable String apply(long seed) {
    Violation found = simulation.violation(Schedule.of(seed));
    return found == null ? null : found.getMessage();
  }

  @Override
  public void close() {
    simulation.close();
  }
}
