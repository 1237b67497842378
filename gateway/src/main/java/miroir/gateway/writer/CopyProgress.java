package miroir.gateway.writer;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import miroir.gateway.lane.LaneTerms;

/**
 * How far copies to members that are behind have come, for operators; nothing is decided by it.
 * Runs on the writer's loop.
 */
final class CopyProgress {
  private final Map<String, Pace> byTarget = new HashMap<>();

  /** A run is clean. */
  void copied(LaneTerms terms, CopyRun run) {
    int slots = run.slots.size();
    byTarget
        .computeIfAbsent(run.target.node(), node -> new Pace())
        .add(terms.clock().nanos(), slots, run.documents, run.bytes);
    terms.witness().copied(slots, run.documents, run.bytes);
  }

  /** Forgets members that are not behind any more: the next time they begin at nothing. */
  void keepOnly(Set<String> behind) {
    byTarget.keySet().retainAll(behind);
  }

  /** Returns what was copied to a member since it fell behind. */
  Pace to(String node) {
    return byTarget.getOrDefault(node, Pace.NONE);
  }
}
