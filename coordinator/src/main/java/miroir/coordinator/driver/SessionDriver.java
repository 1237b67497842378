package miroir.coordinator.driver;

import java.util.HashMap;
import java.util.Map;
import miroir.command.Command;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Session;

/** Ends silent sessions and grants free leases, spread evenly over the gateways that are heard. */
public final class SessionDriver {
  private final Published published;
  private final Proposer proposer;
  private final Heard sessions;

  /** What is known of sessions beside the log: heartbeats stay in the leader's memory. */
  public interface Heard {
    /** Returns whether a session has been silent for too long. */
    boolean isOver(String gateway, String incarnation);

    /** Returns whether a session's stream is open here. */
    boolean isHeard(String gateway, String incarnation);
  }

  /** Makes a driver. */
  public SessionDriver(Published published, Proposer proposer, Heard sessions) {
    this.published = published;
    this.proposer = proposer;
    this.sessions = sessions;
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

  private void grant(State state) {
    Map<String, Integer> held = new HashMap<>();
    state.sessions().values().stream()
        .filter(session -> sessions.isHeard(session.gateway(), session.incarnation()))
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
      if (index == null || !index.created() || lease.held()) {
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
