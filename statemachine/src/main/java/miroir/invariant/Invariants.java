package miroir.invariant;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miroir.cluster.SlotSet;
import miroir.machine.State;
import miroir.machine.TaskPage;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Member;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** What must hold of any state. Pure; returns what is broken, as sentences. */
public final class Invariants {
  private Invariants() {}

  /** Returns the cheap checks' findings: production runs them after every apply. */
  public static List<String> cheap(State before, State after) {
    List<String> broken = new ArrayList<>();
    long step = after.routingEpoch() - before.routingEpoch();
    if (step != 0 && step != 1) {
      broken.add("the routing epoch moved by " + step);
    }
    if (after.tasks().nextUid() < before.tasks().nextUid()) {
      broken.add("task uids went back");
    }
    if (after.nextIndexId() < before.nextIndexId()) {
      broken.add("index ids went back");
    }
    return broken;
  }

  /** Returns the findings of all checks, the cheap ones included. */
  public static List<String> all(State before, State after) {
    List<String> broken = cheap(before, after);
    for (Map.Entry<Long, Lease> entry : after.leases().entrySet()) {
      Lease old = before.leases().getOrDefault(entry.getKey(), Lease.NONE);
      if (entry.getValue().epoch() < old.epoch()) {
        broken.add("the lease epoch of index " + entry.getKey() + " went back");
      }
    }
    after.names().forEach((name, id) -> checkNamed(after, name, id, broken));
    for (Index index : after.indexes().values()) {
      checkNames(index, broken);
      checkReplicas(before.indexes().get(index.id()), index, broken);
      checkMarks(before.indexes().get(index.id()), index, broken);
      Departures.check(before, index, broken);
    }
    Departures.checkPhases(before, after, broken);
    checkTasks(after, broken);
    return broken;
  }

  private static void checkNamed(State state, String name, long id, List<String> broken) {
    if (!state.indexes().containsKey(id) || !state.leases().containsKey(id)) {
      broken.add("the name " + name + " leads to no index");
    }
  }

  /** No name is borne twice (I1). */
  private static void checkNames(Index index, List<String> broken) {
    Set<Long> seen = new HashSet<>();
    for (Member member : index.members().values()) {
      for (long name : member.names()) {
        if (name >= index.nextCut() || !seen.add(name)) {
          broken.add("cut " + name + " of index " + index.id() + " is not " + member.node() + "'s");
        }
      }
    }
  }

  /** The in-sync set is never emptied but by an operator, and holds no dirty slot (I4). */
  private static void checkReplicas(@Nullable Index before, Index index, List<String> broken) {
    for (int shard = 0; shard < index.shards(); shard++) {
      boolean accepted = index.emptied().intersects(SlotSet.ofShard(shard, index.shards()));
      if (before != null && before.hasInSync(shard) && !index.hasInSync(shard) && !accepted) {
        broken.add("shard " + shard + " of index " + index.id() + " lost its last replica");
      }
    }
    index
        .placement()
        .values()
        .forEach(
            rows -> {
              for (int shard = 0; shard < rows.size(); shard++) {
                checkRow(index, shard, rows.get(shard), broken);
              }
            });
  }

  /** A dirty mark is cleared only by a copy under the same name, with no mark since (I8). */
  private static void checkMarks(@Nullable Index before, Index index, List<String> broken) {
    for (Member member : index.members().values()) {
      Member old = before == null ? null : before.members().get(member.node());
      boolean cleared = old != null && !old.dirty().minus(member.dirty()).isEmpty();
      if (old != null
          && cleared
          && (old.marks() != member.marks() || !old.names().equals(member.names()))
          && member.ready()) {
        broken.add("marks of " + member.node() + " were cleared by something else than a copy");
      }
    }
  }

  private static void checkRow(Index index, int shard, List<Replica> row, List<String> broken) {
    Set<String> nodes = new HashSet<>();
    for (Replica replica : row) {
      if (!nodes.add(replica.node())) {
        broken.add("shard " + shard + " of index " + index.id() + " twice on " + replica.node());
      }
      if (replica.state() != ReplicaState.IN_SYNC) {
        continue;
      }
      Member member = index.members().get(replica.node());
      if (member == null
          || !member.ready()
          || member.dirty().intersects(SlotSet.ofShard(shard, index.shards()))) {
        broken.add("shard " + shard + " of index " + index.id() + " is dirty on " + replica.node());
      }
    }
  }

  private static void checkTasks(State state, List<String> broken) {
    long next = -1;
    for (TaskPage page : state.tasks().pages()) {
      if (page.firstUid() < next) {
        broken.add("task pages overlap at " + page.firstUid());
      }
      next = page.firstUid() + page.size();
    }
    if (next > state.tasks().nextUid()) {
      broken.add("task uids run ahead of their counter");
    }
  }
}
