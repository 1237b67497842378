package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import miroir.cluster.Slot;
import miroir.gateway.writer.CopyBounds;
import miroir.topology.ConfigKey;

/**
 * A world's size, and what is done to it, in order of time. Made from a seed; a shorter one is made
 * by leaving steps out.
 *
 * @param restMillis how long things go on after the last step, before all faults are ended
 */
record Schedule(
    long seed,
    int nodes,
    int gateways,
    int shards,
    int copies,
    int indexes,
    long restMillis,
    List<Step> steps) {
  private static final long DRILL_REST_MILLIS = 4_000;

  /** The first seed of a schedule in which a node is away for long. */
  static final long REBUILDS = 2_500_000_000L;

  private static final int REBUILD_AFTER_MILLIS = 1_500;

  /** The first seed of a drill ({@link Drill}). */
  static final long DRILLS = 1_000_000_000;

  /** The first seed of a sharper one ({@link SharpDrill}). */
  static final long SHARP_DRILLS = 1_500_000_000;

  /** The first seed of a drill in which a few documents are too many for one answer. */
  static final long LARGE_SLOTS = 1_700_000_000;

  /** The first seed of a drill in which writes are given up ({@link GiveUpDrill}). */
  static final long GIVE_UPS = 3_000_000_000L;

  /** The first seed of a schedule in which replicas move. */
  static final long MOVES = 3_500_000_000L;

  /** Returns the schedule of a seed. */
  static Schedule of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 17);
    if (seed >= MOVES) {
      return ofMoves(seed, random);
    }
    if (seed >= GIVE_UPS) {
      return ofDrill(seed, random);
    }
    if (seed >= REBUILDS) {
      return ofRebuild(seed, random);
    }
    boolean drill = seed >= DRILLS && seed < Losses.FIRST_SEED;
    return drill ? ofDrill(seed, random) : ofChance(seed, random);
  }

  private static Schedule ofDrill(long seed, Random random) {
    int nodes = 2 + random.nextInt(2);
    int copies = random.nextInt(3) == 0 ? nodes : 2;
    int shards = 1 << random.nextInt(3);
    Aimed drill = drill(seed, random, nodes);
    List<Step> steps = drill.steps();
    return new Schedule(seed, nodes, 2, shards, copies, 1, DRILL_REST_MILLIS, steps);
  }

  private static Aimed drill(long seed, Random random, int nodes) {
    if (seed >= GIVE_UPS) {
      return new GiveUpDrill(random, nodes);
    }
    if (seed < SHARP_DRILLS) {
      return new Drill(random, nodes);
    }
    if (seed < LARGE_SLOTS) {
      return new SharpDrill(random, nodes);
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Drill(random, nodes);
      case 1 -> new SharpDrill(random, nodes);
      default -> new LargeDrill(random, nodes);
    };
  }

  /** A node is away for longer than the others wait for it. */
  private static Schedule ofRebuild(long seed, Random random) {
    int nodes = 3 + random.nextInt(2);
    int indexes = 1 + random.nextInt(2);
    int shards = 1 << random.nextInt(3);
    Plan plan = new Plan(random, nodes, indexes);
    List<Step> steps = new ArrayList<>(plan.steps());
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int node = random.nextInt(nodes);
      long away = REBUILD_AFTER_MILLIS + 2_000L + random.nextInt(6_000);
      Step.Kind kind = random.nextBoolean() ? Step.Kind.CRASH_NODE : Step.Kind.POWER_CUT_NODE;
      long at = 300L + random.nextInt(5_000);
      steps.add(new Step(steps.size(), at, kind, node, node, away, 0));
    }
    steps.sort(Comparator.comparingLong(Step::atMillis).thenComparingInt(Step::number));
    long rest = plan.restMillis() + random.nextInt(8_000);
    return new Schedule(seed, nodes, 2, shards, 2, indexes, rest, List.copyOf(steps));
  }

  /** Replicas move while clients write and things break. */
  private static Schedule ofMoves(long seed, Random random) {
    int nodes = 2 + random.nextInt(3);
    int indexes = random.nextInt(5) == 0 ? 2 : 1;
    int shards = 1 << random.nextInt(3);
    int copies = 1 + random.nextInt(Math.min(2, nodes - 1));
    Plan plan = new Plan(random, nodes, indexes);
    List<Step> steps = new ArrayList<>(plan.steps());
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int index = random.nextInt(indexes);
      long at = 380L + random.nextInt(3_000);
      steps.add(new Step(steps.size(), at, Step.Kind.MOVE, 0, index, random.nextInt(1 << 20), 0));
    }
    for (int i = random.nextInt(4) / 2; i > 0; i--) {
      Step.Kind kind =
          random.nextBoolean() ? Step.Kind.ABORT_MIGRATIONS : Step.Kind.PAUSE_MIGRATIONS;
      long at = 400L + random.nextInt(4_000);
      steps.add(new Step(steps.size(), at, kind, 0, 0, 100L + random.nextInt(3_000), 0));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      steps.add(ambush(steps.size(), random, nodes));
    }
    steps.sort(Comparator.comparingLong(Step::atMillis).thenComparingInt(Step::number));
    long rest = plan.restMillis() + random.nextInt(4_000);
    return new Schedule(seed, nodes, 2, shards, copies, indexes, rest, List.copyOf(steps));
  }

  /** Something breaks as a migration takes a step. */
  private static Step ambush(int number, Random random, int nodes) {
    Moment[] moments = {Moment.ADVANCED, Moment.ADVANCED, Moment.CLEARING, Moment.FORGOTTEN};
    Step.Kind[] kinds = {
      Step.Kind.DEPOSE_LEADER,
      Step.Kind.CRASH_GATEWAY,
      Step.Kind.CUT_GATEWAY,
      Step.Kind.CRASH_NODE,
      Step.Kind.POWER_CUT_NODE,
      Step.Kind.CUT_NODE,
      Step.Kind.REPLACE,
      Step.Kind.DELETE_FILTER
    };
    Step.Kind kind = kinds[random.nextInt(kinds.length)];
    int node = random.nextInt(nodes);
    int first = kind.isOfNode() ? node : random.nextInt(2);
    int second = kind.isOperation() ? 0 : node;
    long amount = kind.isOperation() ? random.nextInt(1 << 20) : 100L + random.nextInt(3_000);
    Moment moment = moments[random.nextInt(moments.length)];
    return new Step(
        number,
        moment,
        1 + random.nextInt(7),
        random.nextInt(30),
        kind,
        first,
        second,
        amount,
        1 + random.nextInt(3));
  }

  /** Returns whether replicas may move. */
  boolean moves() {
    return seed >= MOVES;
  }

  /** Returns for how long what was replaced receives writes. */
  String rollbackWindow() {
    return 100 * (seed % 20) + "ms";
  }

  /** Returns how large the parts of copies may be. */
  CopyBounds copyBounds() {
    if (seed < LARGE_SLOTS || seed >= Losses.FIRST_SEED) {
      return CopyBounds.STANDARD;
    }
    Random random = new Random(seed);
    int documents = 1 + random.nextInt(3);
    int tail = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : CopyBounds.STANDARD.tailWrites();
    return new CopyBounds(documents, CopyBounds.STANDARD.runBytes(), Slot.COUNT, tail);
  }

  /** Returns for how long a node may be away before what it held is rebuilt elsewhere. */
  String rebuildAfter() {
    return seed >= REBUILDS && seed < GIVE_UPS
        ? REBUILD_AFTER_MILLIS + "ms"
        : ConfigKey.REBUILD_AFTER.standard();
  }

  private static Schedule ofChance(long seed, Random random) {
    int nodes = 2 + random.nextInt(2);
    int indexes = random.nextInt(4) == 0 ? 2 : 1;
    int copies = random.nextInt(6) == 0 ? nodes : 2;
    int shards = 1 << random.nextInt(3);
    Plan plan = new Plan(random, nodes, indexes);
    List<Step> steps = Losses.add(seed, nodes, plan.steps());
    return new Schedule(seed, nodes, 2, shards, copies, indexes, plan.restMillis(), steps);
  }

  /** Returns the same world with fewer steps. */
  Schedule with(List<Step> fewer) {
    return new Schedule(
        seed, nodes, gateways, shards, copies, indexes, restMillis, List.copyOf(fewer));
  }
}
