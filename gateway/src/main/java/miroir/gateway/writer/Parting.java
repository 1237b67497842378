package miroir.gateway.writer;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.Sorted;
import miroir.gateway.lane.Lane;
import miroir.topology.OpenLane;

/**
 * What a writer looks at, and does, when it is to end. Runs on the writer's loop.
 *
 * @param released told when the lease is another's, or nobody's
 */
record Parting(
    Map<String, Lane> lanes,
    OpenWrites open,
    Registrar registrar,
    Outcomes outcomes,
    Arrears arrears,
    Upkeep upkeep,
    Runnable released) {
  /** Nothing new may be begun, of the writer's own accord either. */
  void rest() {
    upkeep.rest();
  }

  /** Returns whether all that was taken is registered. */
  boolean isRegistered() {
    return registrar.size() == 0;
  }

  /** Returns whether all that was taken has ended, and its outcome is committed. */
  boolean isQuiet() {
    return registrar.size() == 0 && open.isIdle() && outcomes.isIdle() && arrears.isIdle();
  }

  /** Returns the lanes in which nothing waits, is under way, or is in doubt, by node. */
  SortedMap<String, OpenLane> openLanes() {
    TreeMap<String, OpenLane> drained = new TreeMap<>();
    lanes.forEach(
        (node, lane) -> {
          if (lane.isDrained()) {
            drained.put(node, new OpenLane(lane.cuts().get(0), lane.newestKnown()));
          }
        });
    return Sorted.copyOf(drained);
  }
}
