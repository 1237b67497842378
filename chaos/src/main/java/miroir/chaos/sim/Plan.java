package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Makes the steps of one schedule. Most spread a few faults over as many writes; a rough one lets
 * faults follow at each other's heels, strike the same parts, and has writes arrive when one ends,
 * while everything is being repaired.
 */
final class Plan {
  private static final long BEGIN_MILLIS = 400;
  private static final long HEEL_MILLIS = 2_200;
  private static final int LONGEST_REST_MILLIS = 6_000;
  private static final Moment[] MOMENTS = Moment.values();
  private static final long[] DURATIONS = {20, 150, 700, 1_500, 3_000, 7_000};

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

  private final List<Step> steps = new ArrayList<>();
  private final List<Step> faults = new ArrayList<>();
  private final Random random;
  private final int nodes;
  private final int indexes;
  private final boolean rough;
  private final long span;
  private final int victim;

  Plan(Random random, int nodes, int indexes) {
    this.random = random;
    this.nodes = nodes;
    this.indexes = indexes;
    this.rough = random.nextInt(5) < 2;
    this.span = 500L + random.nextInt(4_000);
    this.victim = random.nextInt(nodes);
  }

  /** Returns the steps, in order of time. */
  List<Step> steps() {
    int count = rough ? 1 + random.nextInt(5) : random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Step fault = fault();
      faults.add(fault);
      steps.add(fault);
    }
    int writes = 3 + random.nextInt(rough ? 20 : 14);
    for (int i = 0; i < writes; i++) {
      Step.Kind kind = WRITES[random.nextInt(WRITES.length)];
      add(at(), kind, random.nextInt(indexes), random.nextInt(1 << 20), 1 + random.nextInt(4));
    }
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      Step.Kind kind = random.nextBoolean() ? Step.Kind.LOOK : Step.Kind.READ;
      add(at() + random.nextInt(1_000), kind, random.nextInt(indexes), random.nextInt(8), 0);
    }
    if (random.nextInt(8) == 0) {
      Step.Kind kind =
          random.nextBoolean() && indexes > 1 ? Step.Kind.SWAP : Step.Kind.DELETE_INDEX;
      add(at(), kind, 0, 0, 0);
    }
    for (int i = rough ? 2 + random.nextInt(9) : 0; i > 0; i--) {
      ambush();
    }
    steps.sort(Comparator.comparingLong(Step::atMillis).thenComparingInt(Step::number));
    return List.copyOf(steps);
  }

  /** Returns how long things go on after the last step. */
  long restMillis() {
    return rough ? random.nextInt(LONGEST_REST_MILLIS) : 0;
  }

  /** A write, more seldom a fault, at a moment at which much is under way. */
  private void ambush() {
    Moment moment = MOMENTS[1 + random.nextInt(MOMENTS.length - 1)];
    int nth = 1 + random.nextInt(5);
    long delay = random.nextInt(3) == 0 ? random.nextInt(60) : random.nextInt(4);
    if (random.nextInt(3) == 0) {
      Step fault = fault();
      steps.add(
          new Step(
              steps.size(),
              moment,
              nth,
              delay,
              fault.kind(),
              fault.first(),
              fault.second(),
              fault.amount(),
              fault.more()));
    } else {
      Step.Kind kind = WRITES[random.nextInt(WRITES.length)];
      steps.add(
          new Step(
              steps.size(),
              moment,
              nth,
              delay,
              kind,
              random.nextInt(2),
              random.nextInt(indexes),
              random.nextInt(1 << 20),
              1 + random.nextInt(4)));
    }
  }

  private void add(long atMillis, Step.Kind kind, int second, long amount, long more) {
    steps.add(new Step(steps.size(), atMillis, kind, random.nextInt(2), second, amount, more));
  }

  /** Some time, or in a rough schedule soon after some fault ends. */
  private long at() {
    if (!rough || faults.isEmpty() || random.nextInt(3) == 0) {
      return BEGIN_MILLIS + random.nextInt((int) span);
    }
    Step fault = faults.get(random.nextInt(faults.size()));
    return fault.atMillis() + fault.amount() + random.nextInt((int) HEEL_MILLIS);
  }

  private Step fault() {
    Step.Kind kind = FAULTS[random.nextInt(FAULTS.length)];
    int node = rough && random.nextInt(3) > 0 ? victim : random.nextInt(nodes);
    int first = kind.isOfNode() ? node : random.nextInt(2);
    long amount = DURATIONS[random.nextInt(DURATIONS.length)] + random.nextInt(300);
    long at = random.nextBoolean() ? at() : BEGIN_MILLIS + random.nextInt((int) span);
    return new Step(steps.size(), at, kind, first, node, amount, random.nextInt(9_000));
  }
}
