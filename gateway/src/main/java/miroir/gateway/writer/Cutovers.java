package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import miroir.cluster.SlotSet;
import miroir.command.TopologyCommand;
import miroir.gateway.Limits;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.routing.RoutingView.Cutover;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;

/**
 * The writer's part of migrations (protocol.md, Migration): it alone knows when the writes that
 * were in flight have ended everywhere, and whether old and new are equal. What it knows is worth
 * nothing to the next writer, who begins anew. On the writer's loop.
 */
final class Cutovers {
  private final Map<Long, Step> steps = new HashMap<>();
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final Surroundings around;
  private final DeltaPass.Parts delta;
  private boolean closed;

  /** One migration in one phase. */
  private static final class Step {
    final Cutover cutover;
    final Drain drain;
    final DeltaPass delta;
    boolean proposing;

    Step(Cutover cutover, Drain drain, DeltaPass delta) {
      this.cutover = cutover;
      this.drain = drain;
      this.delta = delta;
    }
  }

  /** What was under way when the drain began, and the queues of both sides up to then. */
  private static final class Drain {
    final List<Op> before;
    final Map<String, Barrier> queues = new HashMap<>();

    Drain(Cutover cutover, Surroundings around) {
      before = new ArrayList<>(around.underWay());
      for (String node : nodes(cutover)) {
        queues.put(node, new Barrier(around.nextSeq()));
      }
    }
  }

  Cutovers(LaneTerms terms, Map<String, Lane> lanes, Surroundings around, DeltaPass.Parts delta) {
    this.terms = terms;
    this.lanes = lanes;
    this.around = around;
    this.delta = delta;
  }

  private static Set<String> nodes(Cutover cutover) {
    Set<String> nodes = new TreeSet<>();
    for (Move move : cutover.moves()) {
      nodes.add(move.from());
      nodes.add(move.to());
    }
    nodes.remove("");
    return nodes;
  }

  /** Follows the view. */
  void follow(List<Cutover> cutovers) {
    Map<Long, Step> next = new HashMap<>();
    for (Cutover cutover : cutovers) {
      Step known = steps.get(cutover.migration());
      next.put(
          cutover.migration(),
          known != null && known.cutover.equals(cutover)
              ? known
              : new Step(cutover, new Drain(cutover, around), new DeltaPass(delta, cutover)));
    }
    steps.clear();
    steps.putAll(next);
  }

  /** A write has its place in the lanes: slots that are being compared are not quiet. */
  void placed(Op op) {
    if (!steps.isEmpty()) {
      SlotSet touched = op.slots.values().stream().reduce(SlotSet.NONE, SlotSet::or);
      steps.values().forEach(step -> step.delta.touched(touched));
    }
  }

  /** Goes on with whatever can go on. */
  void pump() {
    if (closed) {
      return;
    }
    for (Step step : List.copyOf(steps.values())) {
      if (step.proposing) {
        continue;
      }
      if (step.cutover.phase() == MigrationPhase.CUTOVER_DRAINING) {
        if (isDrained(step.drain)) {
          boolean skips = step.cutover.skipsDeltaPass();
          advance(
              step, skips ? MigrationPhase.CUTOVER_ACTIVATE : MigrationPhase.CUTOVER_DELTA_PASS, 0);
        }
      } else if (step.delta.isOver()) {
        advance(step, MigrationPhase.CUTOVER_ACTIVATE, step.delta.found());
      }
    }
  }

  private boolean isDrained(Drain drain) {
    drain.before.removeIf(op -> op.done);
    drain
        .queues
        .entrySet()
        .removeIf(
            queue -> {
              Lane lane = lanes.get(queue.getKey());
              return lane == null || queue.getValue().isPassed(lane);
            });
    return drain.before.isEmpty() && drain.queues.isEmpty();
  }

  private void advance(Step step, MigrationPhase to, long found) {
    step.proposing = true;
    terms
        .proposer()
        .propose(
            new TopologyCommand.AdvanceMigration(
                step.cutover.migration(), step.cutover.phase(), to, terms.epoch(), found, ""),
            result -> {
              if (!result.isAccepted()) {
                // Not ready, or nobody knows; the view says so if it has moved on.
                terms
                    .clock()
                    .after(
                        Limits.COPY_PAUSE.toMillis(),
                        () -> {
                          step.proposing = false;
                          pump();
                        });
              }
            });
  }

  void close() {
    closed = true;
    steps.clear();
  }
}
