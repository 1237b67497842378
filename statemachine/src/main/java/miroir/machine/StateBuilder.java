package miroir.machine;

import java.util.List;
import java.util.SortedMap;
import miroir.cluster.Sorted;
import miroir.topology.Coordinator;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Migration;
import miroir.topology.Node;
import miroir.topology.Session;

/** Makes the next state out of one; used within one apply, by one thread. */
public final class StateBuilder {
  private final State base;
  String clusterId;
  long routingEpoch;
  long nextIndexId;
  SortedMap<String, String> config;
  SortedMap<String, Coordinator> coordinators;
  SortedMap<String, Node> nodes;
  SortedMap<String, Long> names;
  SortedMap<String, Long> readNames;
  SortedMap<Long, Index> indexes;
  SortedMap<Long, String> lastNames;
  SortedMap<Long, Lease> leases;
  SortedMap<String, Session> sessions;
  List<Session> endedSessions;
  List<State.WaitingSwap> swaps;
  SortedMap<Long, Migration> migrations;
  long nextMigrationId;
  Tasks tasks;

  StateBuilder(State state) {
    base = state;
    clusterId = state.clusterId();
    routingEpoch = state.routingEpoch();
    nextIndexId = state.nextIndexId();
    config = state.config();
    coordinators = state.coordinators();
    nodes = state.nodes();
    names = state.names();
    readNames = state.readNames();
    indexes = state.indexes();
    lastNames = state.lastNames();
    leases = state.leases();
    sessions = state.sessions();
    endedSessions = state.endedSessions();
    swaps = state.swaps();
    migrations = state.migrations();
    nextMigrationId = state.nextMigrationId();
    tasks = state.tasks();
  }

  StateBuilder put(Node node) {
    nodes = Sorted.with(nodes, node.id(), node);
    return this;
  }

  StateBuilder put(Index index) {
    indexes = Sorted.with(indexes, index.id(), index);
    return this;
  }

  StateBuilder put(long index, Lease lease) {
    leases = Sorted.with(leases, index, lease);
    return this;
  }

  StateBuilder put(Session session) {
    sessions = Sorted.with(sessions, session.gateway(), session);
    return this;
  }

  StateBuilder put(Migration migration) {
    migrations = Sorted.with(migrations, migration.id(), migration);
    return this;
  }

  /** Says that gateways must learn of this change. */
  StateBuilder rerouted() {
    routingEpoch = base.routingEpoch() + 1;
    return this;
  }

  State build() {
    return new State(
        clusterId,
        routingEpoch,
        nextIndexId,
        config,
        coordinators,
        nodes,
        names,
        readNames,
        indexes,
        lastNames,
        leases,
        sessions,
        endedSessions,
        base.keys(),
        swaps,
        migrations,
        nextMigrationId,
        tasks,
        base.answers());
  }
}
