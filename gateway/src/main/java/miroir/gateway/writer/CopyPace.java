package miroir.gateway.writer;

import java.util.Map;
import miroir.gateway.Limits;
import miroir.gateway.lane.Clock;
import miroir.gateway.lane.Lane;

/** When the next run of a member may begin. On the writer's loop. */
final class CopyPace {
  private final Map<String, Lane> lanes;
  private final SlotReads reads;
  private final CopyBudget budget;
  private final Clock clock;

  CopyPace(Map<String, Lane> lanes, SlotReads reads, CopyBudget budget, Clock clock) {
    this.lanes = lanes;
    this.reads = reads;
    this.budget = budget;
    this.clock = clock;
  }

  /** Returns why it may not begin yet, for people; empty if it may. */
  String waitsFor(MemberCopy copy, Lane target) {
    Long paused = copy.pausedUntilNanos;
    if (paused != null && clock.nanos() - paused < 0) {
      return "a pause after a run that was given up";
    }
    long taking = copy.sent.stream().filter(run -> !run.unsent.isEmpty()).count();
    if (copy.sent.size() >= Limits.COPY_SENT || taking >= Limits.COPY_SENDING) {
      return "the target takes the copy";
    }
    if (!budget.hasRoom()) {
      return "memory of other copies";
    }
    copy.throttle.configure(budget.configured().documentsPerSecond());
    copy.throttle.queue(target.tasks().ageNanos());
    return copy.throttle.waitsFor();
  }

  /** A copy that is large enough to be felt looks how its source bears it. */
  void probe(MemberCopy copy) {
    String node = copy.source;
    Lane source = lanes.get(node);
    long now = clock.nanos();
    if (source == null
        || copy.probing
        || copy.documents < Limits.COPY_CALM_DOCUMENTS
        || now - copy.probedNanos < Limits.COPY_PROBE.toNanos()) {
      return;
    }
    copy.probing = true;
    copy.probedNanos = now;
    reads.probe(
        node,
        source,
        copy.member.owned(),
        nanos -> {
          copy.probing = false;
          copy.throttle.latency(nanos);
        });
  }
}
