package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;

/** Leaves steps out of a schedule that fails for as long as it still does (delta debugging). */
final class Shrinker {
  private static final int RUNS_MAX = 400;

  private final Simulation simulation;
  private final String kind;
  private int runs;

  /** Makes one that goes on only while things fail in the way of {@code found}. */
  Shrinker(Simulation simulation, Violation found) {
    this.simulation = simulation;
    this.kind = found.kind();
  }

  private boolean fails(Schedule schedule) {
    runs++;
    Violation found = simulation.violation(schedule);
    return found != null && found.kind().equals(kind);
  }

  Schedule shrink(Schedule schedule) {
    List<Step> steps = schedule.steps();
    int pieces = 2;
    while (steps.size() > 1 && runs < RUNS_MAX) {
      List<Step> fewer = without(schedule, steps, pieces);
      if (fewer.size() < steps.size()) {
        steps = fewer;
        pieces = Math.max(2, pieces - 1);
      } else if (pieces >= steps.size()) {
        break;
      } else {
        pieces = Math.min(steps.size(), 2 * pieces);
      }
    }
    return schedule.with(steps);
  }

  private List<Step> without(Schedule schedule, List<Step> steps, int pieces) {
    for (int piece = 0; piece < pieces; piece++) {
      int from = steps.size() * piece / pieces;
      int to = steps.size() * (piece + 1) / pieces;
      List<Step> rest = new ArrayList<>(steps.subList(0, from));
      rest.addAll(steps.subList(to, steps.size()));
      if (from < to && fails(schedule.with(rest))) {
        return rest;
      }
    }
    return steps;
  }
}
