package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Adds the loss of a disk to schedules: a node comes back empty, or as it was at some earlier time.
 * Pure.
 */
final class Losses {
  /** Seeds from here on lose disks. */
  static final long FIRST_SEED = 2_000_000_000L;

  private static final int SPAN_MILLIS = 6_000;

  private Losses() {}

  static List<Step> add(long seed, int nodes, List<Step> steps) {
    if (seed < FIRST_SEED) {
      return steps;
    }
    Random random = new Random(seed * 0x5851F42D4C957F2DL + 3);
    List<Step> more = new ArrayList<>(steps);
    int losses = 1 + random.nextInt(3) / 2;
    for (int i = 0; i < losses; i++) {
      int node = random.nextInt(nodes);
      int at = 400 + random.nextInt(SPAN_MILLIS);
      if (random.nextBoolean()) {
        int kept = at - random.nextInt(at);
        more.add(new Step(more.size(), kept, Step.Kind.BACK_UP_NODE, node, node, 0, 0));
        more.add(step(more.size(), at, Step.Kind.RESTORE_NODE, node, random));
      } else {
        more.add(step(more.size(), at, Step.Kind.WIPE_NODE, node, random));
      }
    }
    more.sort(Comparator.comparingLong(Step::atMillis).thenComparingInt(Step::number));
    return List.copyOf(more);
  }

  private static Step step(int number, long at, Step.Kind kind, int node, Random random) {
    return new Step(number, at, kind, node, node, 20 + random.nextInt(3_000), 0);
  }
}
