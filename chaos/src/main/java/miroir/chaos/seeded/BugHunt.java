package miroir.chaos.seeded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs schedules on a Miroir with a seeded bug until one of them shows it. */
public final class BugHunt {
  private static final String SCHEDULES = "miroir.chaos.sim.Schedules";

  private BugHunt() {}

  /**
   * What a hunt found.
   *
   * @param seed the schedule that showed the bug, or the last one
   * @param schedules how many it took
   * @param time how long, without compiling
   * @param violation the promise that was seen broken; null: none
   */
  public record Found(long seed, long schedules, Duration time, @Nullable String violation) {}

  /** Hunts a bug from its seed on, for at most so long. */
  public static Found hunt(SeededBug bug, long firstSeed, Duration most) throws IOException {
    Object schedules = schedules(new Mutant(bug));
    try {
      return hunt((LongFunction<?>) schedules, firstSeed, most);
    } finally {
      close((AutoCloseable) schedules);
    }
  }

  private static Found hunt(LongFunction<?> schedules, long firstSeed, Duration most) {
    long begun = System.nanoTime();
    for (long seed = firstSeed; ; seed++) {
      Object violation = schedules.apply(seed);
      Duration time = Duration.ofNanos(System.nanoTime() - begun);
      if (violation != null || time.compareTo(most) > 0) {
        String told = violation == null ? null : violation.toString();
        return new Found(seed, seed - firstSeed + 1, time, told);
      }
    }
  }

  private static void close(AutoCloseable schedules) throws IOException {
    try {
      schedules.close();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /**
   * Hunts all seeded bugs, or one, and says what was found.
   *
   * @param name the only one; null: all
   * @param seed of the first schedule; null: as the list says
   * @return whether every one was found
   */
  public static boolean all(
      @Nullable String name, @Nullable Long seed, Duration most, Consumer<String> say)
      throws IOException {
    List<SeededBug> bugs = SeededBug.all();
    if (name != null) {
      bugs = bugs.stream().filter(bug -> bug.name().equals(name)).toList();
    }
    if (bugs.isEmpty()) {
      throw new IOException("no such bug: " + name);
    }
    int found = 0;
    for (SeededBug bug : bugs) {
      Found hunted = hunt(bug, seed != null ? seed : Math.max(1, bug.seed()), most);
      found += hunted.violation() != null ? 1 : 0;
      say.accept(
          String.format(
              "%-32s %-9s %7d schedules %6.1f s  %s",
              bug.name(),
              hunted.violation() != null ? "seed " + hunted.seed() : "MISSED",
              hunted.schedules(),
              hunted.time().toMillis() / 1e3,
              hunted.violation() != null ? hunted.violation() : bug.rule()));
    }
    say.accept(found + " of " + bugs.size() + " found");
    return found == bugs.size();
  }

  /** The JDK's interfaces are all that this side shares with the mutant's. */
  private static Object schedules(Mutant mutant) throws IOException {
    try {
      return mutant.loadClass(SCHEDULES).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }
}
