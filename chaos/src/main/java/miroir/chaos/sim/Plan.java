package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import miroir.gateway.Limits;

/**
 * Makes the steps of one schedule. Most spread a few faults over as many writes; a rough one lets
 * faults follow at each other's heels, strike the same parts, and has writes arrive when one ends,
 * while everything is being repaired.
 */
final class Plan {
  private static final long BEGIN_MILLIS = 400;
  private static final int HEEL_MILLIS = 2_200;
  private static final int LONGEST_REST_MILLIS = 6_000;

  /** What random schedules wait for; the seeds stay what they are when moments are added. */
  private static final Moment[] MOMENTS =
      Arrays.copyOf(Moment.values(), Moment.ADMITTED.ordinal() + 1);

  private static final long[] DURATIONS = {20, 150, 700, 1_500, 3_000, 7_000};

  private static final Step.Kind[] UNREACHABLE = {
    Step.Kind.LOSE_REQUESTS, Step.Kind.LOSE_ANSWERS, Step.Kind.LATE_REQUESTS, Step.Kind.CUT_NODE
  };

  private static final Step.Kind[] LOST_WRITER = {
    Step.Kind.CRASH_GATEWAY, Step.Kind.CRASH_GATEWAY, Step.Kind.PAUSE_GATEWAY, Step.Kind.CUT_GATEWAY
  };

  private static final Step.Kind[] WEAK = {
    Step.Kind.HOLD_NODE, Step.Kind.FILL_NODE, Step.Kind.PAUSE_NODE, Step.Kind.LATE_REQUESTS
  };

  /** Moments of a member's way back into the in-sync set. */
  private static final Moment[] COMING_BACK = {
    Moment.CUT_ENDED, Moment.MARKED, Moment.FETCHED, Moment.COPIED, Moment.CLEANED
  };

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
  private final int span;
  private final int victim;
  private long restMillis;

  Plan(Random random, int nodes, int indexes) {
    this.random = random;
    this.nodes = nodes;
    this.indexes = indexes;
    this.rough = random.nextInt(5) < 2;
    this.span = 500 + random.nextInt(4_000);
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
      Step.Kind kind = one(WRITES);
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
    if (rough) {
      conspire();
      restMillis += random.nextInt(LONGEST_REST_MILLIS);
    }
    steps.sort(Comparator.comparingLong(Step::atMillis).thenComparingInt(Step::number));
    return List.copyOf(steps);
  }

  /** Returns how long things go on after the last step, once the steps are made. */
  long restMillis() {
    return restMillis;
  }

  /** Faults that are dangerous together, with writes at the worst of times. */
  private void conspire() {
    switch (random.nextInt(8)) {
      case 0, 1 -> failOver();
      case 2, 3 -> slowNode();
      case 4, 5 -> comeBack();
      case 6 -> silence();
      default -> {}
    }
    for (int i = 2 + random.nextInt(7); i > 0; i--) {
      ambush(MOMENTS[1 + random.nextInt(MOMENTS.length - 1)]);
    }
  }

  /** The writer is lost with writes on their way, while a member is hard to reach. */
  private void failOver() {
    long at = at();
    Step.Kind lost = one(LOST_WRITER);
    for (int gateway = 0; gateway < 2; gateway++) {
      if (random.nextInt(4) > 0) {
        long before = at - random.nextInt(40);
        strike(before, one(UNREACHABLE), gateway, 500L + random.nextInt(6_000));
      }
      strike(at, lost, gateway, lost == Step.Kind.CRASH_GATEWAY ? 300 : 4_200);
      if (random.nextInt(3) > 0) {
        break;
      }
    }
    writes(at - 15, 25);
  }

  /** A node works nothing off, and its answers are lost again and again. */
  private void slowNode() {
    long at = at();
    strike(at, Step.Kind.HOLD_NODE, victim, 1_000L + random.nextInt(4_000));
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      long then = at + random.nextInt(2_500);
      writes(then - 10, 20);
      strike(then, one(UNREACHABLE), random.nextInt(2), 10L + random.nextInt(60));
    }
  }

  /** A node misses writes and returns, and is weak while it is brought back. */
  private void comeBack() {
    long at = at();
    strike(at, Step.Kind.CRASH_NODE, victim, 1_200L + random.nextInt(1_500));
    writes(at + 20, 1_500);
    for (int i = 2 + random.nextInt(4); i > 0; i--) {
      ambush(one(COMING_BACK));
    }
    Step.Kind weak = one(WEAK);
    int first = weak.isOfNode() ? victim : random.nextInt(2);
    Moment moment = one(COMING_BACK);
    int nth = 1 + random.nextInt(3);
    long amount = 20L + random.nextInt(400);
    long more = random.nextInt(100);
    steps.add(new Step(steps.size(), moment, nth, 0, weak, first, victim, amount, more));
  }

  /** No majority for longer than a proposal is repeated: nobody knows what became of it. */
  private void silence() {
    long at = at();
    writes(at, 200);
    restMillis = Limits.PROPOSAL.toMillis() + 1_000;
    strike(at, Step.Kind.LOSE_QUORUM, 0, restMillis);
  }

  private void strike(long at, Step.Kind kind, int first, long amount) {
    long when = Math.max(BEGIN_MILLIS, at);
    long more = random.nextBoolean() ? random.nextInt(200) : random.nextInt(9_000);
    Step step = new Step(steps.size(), when, kind, first, victim, amount, more);
    faults.add(step);
    steps.add(step);
  }

  private void writes(long from, int span) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      long at = Math.max(BEGIN_MILLIS, from + random.nextInt(span));
      Step.Kind kind = one(WRITES);
      add(at, kind, random.nextInt(indexes), random.nextInt(1 << 20), 1 + random.nextInt(4));
    }
  }

  private <T> T one(T[] some) {
    return some[random.nextInt(some.length)];
  }

  /** A write, more seldom a fault, at a moment at which much is under way. */
  private void ambush(Moment moment) {
    int nth = 1 + random.nextInt(5);
    long delay = random.nextInt(3) == 0 ? random.nextInt(60) : random.nextInt(4);
    Step step;
    if (random.nextInt(4) == 0) {
      step = fault();
    } else {
      long amount = random.nextInt(1 << 20);
      int index = random.nextInt(indexes);
      int most = 1 + random.nextInt(4);
      step = new Step(0, 0, one(WRITES), random.nextInt(2), index, amount, most);
    }
    steps.add(step.at(steps.size(), moment, nth, delay));
  }

  private void add(long atMillis, Step.Kind kind, int second, long amount, long more) {
    steps.add(new Step(steps.size(), atMillis, kind, random.nextInt(2), second, amount, more));
  }

  /** Some time, or in a rough schedule soon after some fault ends. */
  private long at() {
    if (!rough || faults.isEmpty() || random.nextInt(3) == 0) {
      return anyTime();
    }
    Step fault = faults.get(random.nextInt(faults.size()));
    return fault.atMillis() + fault.amount() + random.nextInt(HEEL_MILLIS);
  }

  private long anyTime() {
    return BEGIN_MILLIS + random.nextInt(span);
  }

  private Step fault() {
    Step.Kind kind = one(FAULTS);
    int node = rough && random.nextInt(3) > 0 ? victim : random.nextInt(nodes);
    int first = kind.isOfNode() ? node : random.nextInt(2);
    long amount = DURATIONS[random.nextInt(DURATIONS.length)] + random.nextInt(300);
    long at = random.nextBoolean() ? at() : anyTime();
    long more = random.nextBoolean() ? random.nextInt(300) : random.nextInt(9_000);
    return new Step(steps.size(), at, kind, first, node, amount, more);
  }
}
