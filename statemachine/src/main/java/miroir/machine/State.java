package miroir.machine;

import java.util.List;
import java.util.SortedMap;
import miroir.cluster.Sorted;
import miroir.topology.ApiKey;
import miroir.topology.Coordinator;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Migration;
import miroir.topology.Node;
import miroir.topology.Session;

/**
 * Everything that the coordinators agree on. Immutable; changed by {@link Machine} alone.
 *
 * @param clusterId empty before the cluster was founded
 * @param routingEpoch grows by one with each change of what a gateway must know to route
 * @param nextIndexId the id of the next index; ids are never reused
 * @param config values that differ from {@link miroir.topology.ConfigKey#standard()}
 * @param coordinators by peer id
 * @param nodes by node id
 * @param names the name map that writes follow: client uid → index id
 * @param readNames the name map that reads follow: {@code names} before swaps that still wait
 * @param indexes by index id, deleted ones included until their physical indexes are gone
 * @param lastNames the last name of each deleted index that still has tasks
 * @param leases by index id
 * @param sessions by gateway, the newest incarnation
 * @param endedSessions ended incarnations whose write keys are still on the nodes
 * @param keys the clients' keys, by uid
 * @param swaps swaps whose effect on reads waits for earlier tasks, oldest first
 * @param migrations by id, the newest that have ended among them
 * @param nextMigrationId the id of the next migration
 * @param tasks the clients' tasks
 * @param answers answers to the newest commands
 */
public record State(
    String clusterId,
    long routingEpoch,
    long nextIndexId,
    SortedMap<String, String> config,
    SortedMap<String, Coordinator> coordinators,
    SortedMap<String, Node> nodes,
    SortedMap<String, Long> names,
    SortedMap<String, Long> readNames,
    SortedMap<Long, Index> indexes,
    SortedMap<Long, String> lastNames,
    SortedMap<Long, Lease> leases,
    SortedMap<String, Session> sessions,
    List<Session> endedSessions,
    SortedMap<String, ApiKey> keys,
    List<WaitingSwap> swaps,
    SortedMap<Long, Migration> migrations,
    long nextMigrationId,
    Tasks tasks,
    Answers answers) {

  /** Before the first command. */
  public static final State EMPTY =
      new State(
          "",
          0,
          1,
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          List.of(),
          Sorted.empty(),
          List.of(),
          Sorted.empty(),
          1,
          Tasks.NONE,
          Answers.NONE);

  /**
   * A swap that reads do not see yet.
   *
   * @param taskUid its task
   * @param before by index id: the newest task that must end first; -1 for none
   * @param names the name map after it; empty if reads have had to follow it early
   */
  public record WaitingSwap(
      long taskUid, SortedMap<Long, Long> before, SortedMap<String, Long> names) {}

  /** Returns a builder that starts with this state. */
  public StateBuilder change() {
    return new StateBuilder(this);
  }
}
