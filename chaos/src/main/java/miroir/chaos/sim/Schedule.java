package miroir.chaos.sim;

import java.util.List;
import java.util.Random;

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

  /** The first seed of a drill ({@link Drill}). */
  static final long DRILLS = 1_000_000_000;

  /** The first seed of a sharper one ({@link SharpDrill}). */
  static final long SHARP_DRILLS = 1_500_000_000;

  /** Returns the schedule of a seed. */
  static Schedule of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 17);
    boolean drill = seed >= DRILLS && seed < Losses.FIRST_SEED;
    return drill ? ofDrill(seed, random) : ofChance(seed, random);
  }

  private static Schedule ofDrill(long seed, Random random) {
    int nodes = 2 + random.nextInt(2);
    int copies = random.nextInt(3) == 0 ? nodes : 2;
    int shards = 1 << random.nextInt(3);
    Aimed drill = seed < SHARP_DRILLS ? new Drill(random, nodes) : new SharpDrill(random, nodes);
    List<Step> steps = drill.steps();
    return new Schedule(seed, nodes, 2, shards, copies, 1, DRILL_REST_MILLIS, steps);
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
