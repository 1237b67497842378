package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import miroir.cluster.SlotSet;
import miroir.gateway.lane.LaneTerms;

/**
 * The writes that wait for a copy which could not keep up with them: for a bounded time, until it
 * is sent or given up. The tail stays open meanwhile, so that nothing depends on how a hold ends.
 * On the writer's loop.
 */
final class CopyHolds {
  private final List<Hold> holds = new ArrayList<>();
  private final LaneTerms terms;
  private final Runnable released;

  /** Slots whose writes wait, and since when. */
  private record Hold(CopyRun run, long sinceNanos) {}

  /**
   * Makes one.
   *
   * @param released told, in a step of its own, when writes may go on
   */
  CopyHolds(LaneTerms terms, Runnable released) {
    this.terms = terms;
    this.released = released;
  }

  /** Writes to a run's slots wait from now on, for at most so long. */
  void begin(CopyRun run, long mostMillis) {
    if (mostMillis > 0 && !run.holds) {
      run.holds = true;
      holds.add(new Hold(run, terms.clock().nanos()));
      terms.clock().after(mostMillis, () -> end(run));
    }
  }

  /** They go on, if they wait. */
  void end(CopyRun run) {
    long now = terms.clock().nanos();
    boolean ended =
        holds.removeIf(
            hold -> {
              boolean same = hold.run == run;
              if (same) {
                terms.witness().heldForCopy(now - hold.sinceNanos);
              }
              return same;
            });
    if (ended) {
      terms.clock().after(0, released);
    }
  }

  /** Returns whether writes wait for a run now. */
  boolean isFor(CopyRun run) {
    return holds.stream().anyMatch(hold -> hold.run == run);
  }

  boolean any() {
    return !holds.isEmpty();
  }

  /** Returns whether a write that touches these slots waits. */
  boolean isHeld(SlotSet touched) {
    return holds.stream().anyMatch(hold -> hold.run.slots.intersects(touched));
  }
}
