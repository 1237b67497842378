package miroir.coordinator.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import miroir.command.Command;
import miroir.coordinator.Limits;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import miroir.topology.Session;

/** Ends silent sessions and grants free leases, spread evenly over the gateways that take them. */
public final class SessionDriver {
  private final Map<Long, Long> firstSeen = new HashMap<>();
  private final Published published;
  private final Proposer proposer;
  private final Heard sessions;
  private final LongSupplier nanos;

  /** What is known of sessions beside the log: heartbeats stay in the leader's memory. */
  public interface Heard {
    /** Returns whether a session has been silent for too long. */
    boolean isOver(String gateway, String incarnation);

    /** Returns whether a session's stream is open here, and its gateway is to stay. */
    boolean takesLeases(String gateway, String incarnation);
  }

  /** Makes a driver that reads a monotonic clock, in nanoseconds. */
  public SessionDriver(Published published, Proposer proposer, Heard sessions, LongSupplier nanos) {
    this.published = published;
    this.proposer = proposer;
    this.sessions = sessions;
    this.nanos = nanos;
  }

  /** Does what is due. */
  public void step() {
    State state = published.latest().state();
    for (Session session : state.sessions().values()) {
      if (sessions.isOver(session.gateway(), session.incarnation())) {
        proposer.propose(new Command.EndSession(session.gateway(), session.incarnation())).join();
      }
    }
    grant(published.latest().state());
  }

  /**
   * Before its first lease an index waits, for a while, for members in the making: who is ready
   * then is in sync at once, who comes later has everything to copy.
   */
  private boolean isAwaited(State state, Index index) {
    if (state.leases().getOrDefault(index.id(), Lease.NONE).epoch() > 0) {
      return false;
    }
    long now = nanos.getAsLong();
    long since = firstSeen.computeIfAbsent(index.id(), id -> now);
    boolean missing =
        index.placement().values().stream()
            .flatMap(List::stream)
            .flatMap(List::stream)
            .anyMatch(replica -> replica.state() == ReplicaState.SYNCING && isUp(state, replica));
    if (missing && now - since < Limits.MEMBER_WAIT.toNanos()) {
      return true;
    }
    firstSeen.remove(index.id());
    return false;
  }

  private static boolean isUp(State state, Replica replica) {
    Node node = state.nodes().get(replica.node());
    return node != null && node.status() == NodeStatus.UP;
  }

  private void grant(State state) {
    Map<String, Integer> held = new HashMap<>();
    state.sessions().values().stream()
        .filter(session -> sessions.takesLeases(session.gateway(), session.incarnation()))
        .forEach(session -> held.put(session.gateway(), 0));
    if (held.isEmpty()) {
      return;
    }
    state
        .leases()
        .values()
        .forEach(lease -> held.computeIfPresent(lease.holder(), (id, count) -> count + 1));
    for (long id : state.names().values()) {
      Index index = state.indexes().get(id);
      Lease lease = state.leases().getOrDefault(id, Lease.NONE);
      if (index == null || !index.created() || lease.held() || isAwaited(state, index)) {
        continue;
      }
      String least =
          held.entrySet().stream()
              .min(
                  Map.Entry.<String, Integer>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey()))
              .orElseThrow()
              .getKey();
      Session session = state.sessions().get(least);
      if (session != null) {
        held.merge(least, 1, Integer::sum);
        proposer.propose(new Command.GrantLease(id, least, session.incarnation())).join();
      }
    }
  }
}
