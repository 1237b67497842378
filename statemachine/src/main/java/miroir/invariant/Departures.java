package miroir.invariant;

import java.util.List;
import java.util.Map;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Migration;
import miroir.topology.MigrationPhase;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** What must hold of migrations and of the replicas that they move (invariant I7). */
final class Departures {
  private Departures() {}

  /** Nobody reads any more from what is about to be deleted, and its shard is held elsewhere. */
  static void check(State before, Index index, List<String> broken) {
    Index was = before.indexes().get(index.id());
    index
        .placement()
        .forEach(
            (group, rows) -> {
              for (int shard = 0; shard < rows.size(); shard++) {
                for (Replica replica : rows.get(shard)) {
                  ReplicaState old = stateIn(was, group, shard, replica.node());
                  if (replica.state() == ReplicaState.CLEARING
                      && old != ReplicaState.CLEARING
                      && old != ReplicaState.ARRIVING) {
                    checkOne(before, index, shard, replica, old, broken);
                  }
                }
              }
            });
  }

  private static void checkOne(
      State before,
      Index index,
      int shard,
      Replica replica,
      @Nullable ReplicaState old,
      List<String> broken) {
    String what = "shard " + shard + " of index " + index.id() + " on " + replica.node();
    if (old != ReplicaState.LEAVING) {
      broken.add(what + " is cleared and was " + old);
    }
    if (!index.hasInSync(shard)) {
      broken.add(what + " is cleared, and no copy is in sync");
    }
    if (before.sessions().values().stream()
        .anyMatch(session -> session.acknowledgedEpoch() < index.takenOut())) {
      broken.add(what + " is cleared while a gateway may read there");
    }
  }

  private static @Nullable ReplicaState stateIn(
      @Nullable Index index, String group, int shard, String node) {
    List<List<Replica>> rows =
        index == null ? List.of() : index.placement().getOrDefault(group, List.of());
    return shard >= rows.size()
        ? null
        : rows.get(shard).stream()
            .filter(replica -> replica.node().equals(node))
            .map(Replica::state)
            .findFirst()
            .orElse(null);
  }

  /** Progress never goes back. */
  static void checkPhases(State before, State after, List<String> broken) {
    for (Map.Entry<Long, Migration> entry : after.migrations().entrySet()) {
      Migration old = before.migrations().get(entry.getKey());
      MigrationPhase phase = entry.getValue().phase();
      if (old != null && phase.compareTo(old.phase()) < 0) {
        broken.add("migration " + old.id() + " went back from " + old.phase() + " to " + phase);
      }
    }
  }
}
