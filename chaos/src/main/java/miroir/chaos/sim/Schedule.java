package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A world's size, and what is done to it, in order of time. Made from a seed; a shorter one is made
 * by leaving steps out.
 */
record Schedule(
    long seed, int nodes, int gateways, int shards, int copies, int indexes, List<Step> steps) {
  private static final long BEGIN_MILLIS = 400;

  private static final Step.Kind[] WRITES = {
    Step.Kind.REPLACE,
    Step.Kind.REPLACE,
    Step.Kind.REPLACE,
    Step.Kind.REPLACE,
    Step.Kind.MERGE,
    Step.Kind.MERGE,
    Step.Kind.DELETE_IDS,
    Step.Kind.DELETE_IDS,
    Step.Kind.DELETE_FILTER,
    Step.Kind.DELETE_ALL,
    Step.Kind.SETTINGS
  };

  private static final Step.Kind[] FAULTS = {
    Step.Kind.LOSE_REQUESTS,
    Step.Kind.LOSE_ANSWERS,
    Step.Kind.LOSE_ANSWERS,
    Step.Kind.LATE_REQUESTS,
    Step.Kind.LATE_REQUESTS,
    Step.Kind.CUT_NODE,
    Step.Kind.HOLD_NODE,
    Step.Kind.PAUSE_NODE,
    Step.Kind.CRASH_NODE,
    Step.Kind.POWER_CUT_NODE,
    Step.Kind.FILL_NODE,
    Step.Kind.PAUSE_GATEWAY,
    Step.Kind.PAUSE_GATEWAY,
    Step.Kind.CRASH_GATEWAY,
    Step.Kind.CRASH_GATEWAY,
    Step.Kind.LEAVE_GATEWAY,
    Step.Kind.CUT_GATEWAY,
    Step.Kind.DEAFEN_GATEWAY,
    Step.Kind.SKEW_GATEWAY,
    Step.Kind.DEPOSE_LEADER,
    Step.Kind.DEPOSE_LEADER,
    Step.Kind.ISOLATE_LEADER,
    Step.Kind.LOSE_QUORUM
  };

  /** Returns the schedule of a seed. */
  static Schedule of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 17);
    int nodes = 2 + random.nextInt(2);
    int indexes = random.nextInt(4) == 0 ? 2 : 1;
    int copies = random.nextInt(6) == 0 ? nodes : 2;
    List<Step> steps = new ArrayList<>();
    long span = 500L + random.nextInt(4_000);
    int writes = 3 + random.nextInt(14);
    int faults = random.nextInt(6);
    for (int i = 0; i < writes; i++) {
      Step.Kind kind = WRITES[random.nextInt(WRITES.length)];
      steps.add(
          new Step(
              steps.size(),
              at(random, span),
              kind,
              random.nextInt(2),
              random.nextInt(indexes),
              random.nextInt(1 << 20),
              1 + random.nextInt(4)));
    }
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      Step.Kind kind = random.nextBoolean() ? Step.Kind.LOOK : Step.Kind.READ;
      steps.add(
          new Step(
              steps.size(),
              at(random, span + 1_000),
              kind,
              random.nextInt(2),
              random.nextInt(indexes),
              random.nextInt(8),
              0));
    }
    if (random.nextInt(8) == 0) {
      Step.Kind kind =
          random.nextBoolean() && indexes > 1 ? Step.Kind.SWAP : Step.Kind.DELETE_INDEX;
      steps.add(new Step(steps.size(), at(random, span), kind, random.nextInt(2), 0, 0, 0));
    }
    for (int i = 0; i < faults; i++) {
      steps.add(fault(steps.size(), random, span, nodes));
    }
    steps.sort(Comparator.comparingLong(Step::atMillis).thenComparingInt(Step::number));
    return new Schedule(
        seed, nodes, 2, 1 << random.nextInt(3), copies, indexes, List.copyOf(steps));
  }

  private static long at(Random random, long span) {
    return BEGIN_MILLIS + random.nextInt((int) span);
  }

  private static Step fault(int number, Random random, long span, int nodes) {
    Step.Kind kind = FAULTS[random.nextInt(FAULTS.length)];
    int first = random.nextInt(kind.isOfNode() ? nodes : 2);
    long[] durations = {20, 150, 700, 1_500, 3_000, 7_000};
    long amount = durations[random.nextInt(durations.length)] + random.nextInt(300);
    return new Step(
        number,
        at(random, span),
        kind,
        first,
        random.nextInt(nodes),
        amount,
        random.nextInt(9_000));
  }

  /** Returns the same world with fewer steps. */
  Schedule with(List<Step> fewer) {
    return new Schedule(seed, nodes, gateways, shards, copies, indexes, List.copyOf(fewer));
  }
}
