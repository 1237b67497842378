package miroir.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random schedules of writes and faults on virtual time: every promise holds in each. */
class SimulationTest {
  /** The profile {@code nightly} asks for more. */
  private static final long SCHEDULES = Long.getLong("miroir.simulation.schedules", 20_000);

  /** The other tests run one after another, so there is a processor for each thread. */
  private static final int THREADS = 2;

  /** What is aimed at one kind of danger; the rest is random. */
  private static final long EACH = SCHEDULES / 10;

  @Test
  void noScheduleBreaksAPromise() throws InterruptedException {
    allAreGood(1, SCHEDULES - 7 * EACH);
  }

  @Test
  void noDrillBreaksAPromise() throws InterruptedException {
    allAreGood(Schedule.DRILLS, EACH);
  }

  @Test
  void noSharpDrillBreaksAPromise() throws InterruptedException {
    allAreGood(Schedule.SHARP_DRILLS, EACH);
  }

  @Test
  void noCopyOfALargeSlotBreaksAPromise() throws InterruptedException {
    allAreGood(Schedule.LARGE_SLOTS, EACH);
  }

  @Test
  void noLossOfADiskBreaksAPromise() throws InterruptedException {
    allAreGood(Losses.FIRST_SEED, EACH);
  }

  @Test
  void noRebuildElsewhereBreaksAPromise() throws InterruptedException {
    allAreGood(Schedule.REBUILDS, EACH);
  }

  @Test
  void noWriteThatIsGivenUpBreaksAPromise() throws InterruptedException {
    allAreGood(Schedule.GIVE_UPS, EACH);
  }

  @Test
  void noMoveBreaksAPromise() throws InterruptedException {
    allAreGood(Schedule.MOVES, EACH);
  }

  private static void allAreGood(long seed, long schedules) throws InterruptedException {
    List<String> said = new ArrayList<>();
    boolean good =
        Campaign.run(
            seed,
            schedules,
            THREADS,
            line -> {
              System.out.println(line);
              said.add(line);
            });
    assertThat(good).as("%s", String.join("\n", said)).isTrue();
  }

  /** A seed is only worth something if it always gives the same run. */
  @Test
  void oneSeedAlwaysGivesTheSameRun() {
    try (Batons batons = new Batons()) {
      for (long seed = 1; seed <= 20; seed++) {
        World first = new World(Schedule.of(seed), batons, true);
        World second = new World(Schedule.of(seed), batons, true);
        first.run();
        second.run();
        assertThat(second.chronicle().digest()).isEqualTo(first.chronicle().digest());
      }
    }
  }
}
