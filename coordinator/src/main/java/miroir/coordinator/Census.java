package miroir.coordinator;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import miroir.cluster.Slot;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Losses;
import miroir.topology.Member;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * How many of each there are in a state. Immutable.
 *
 * @param replicas by state
 * @param dirtySlots slots of members that must be copied
 * @param lostShards shards of which every copy in sync is on a database that is gone
 * @param leases leases that are held
 */
record Census(Map<ReplicaState, Integer> replicas, long dirtySlots, long lostShards, long leases) {
  static Census of(State state) {
    Map<ReplicaState, Integer> replicas = new EnumMap<>(ReplicaState.class);
    long dirty = 0;
    long lost = 0;
    for (Index index : state.indexes().values()) {
      for (List<List<Replica>> rows : index.placement().values()) {
        rows.forEach(row -> row.forEach(one -> replicas.merge(one.state(), 1, Integer::sum)));
      }
      for (Member member : index.members().values()) {
        dirty += member.dirty().size();
      }
      lost += Losses.lost(state.nodes(), index).size() / (Slot.COUNT / index.shards());
    }
    long leases = state.leases().values().stream().filter(Lease::held).count();
    return new Census(Map.copyOf(replicas), dirty, lost, leases);
  }
}
