package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Session;

/** Sessions of gateways, and the write leases that they hold. */
final class SessionCommands {
  private SessionCommands() {}

  static Applied begin(State state, Command.BeginSession command) {
    Session present = state.sessions().get(command.gateway());
    if (present != null && present.incarnation().equals(command.incarnation())) {
      return Applied.unchanged(state);
    }
    StateBuilder next = state.change();
    if (present != null) {
      endOf(next, present);
    }
    String readKey = present == null ? command.readKey() : present.readKey();
    next.put(
        new Session(
            command.gateway(),
            command.incarnation(),
            command.advertise(),
            0,
            readKey,
            command.writeKey(),
            true));
    return Applied.done(next.rerouted());
  }

  static Applied end(State state, Command.EndSession command) {
    Session present = state.sessions().get(command.gateway());
    if (present == null || !present.incarnation().equals(command.incarnation())) {
      return Applied.refused(state, Rejection.STALE, "no such session of " + command.gateway());
    }
    StateBuilder next = state.change();
    endOf(next, present);
    return Applied.done(next.rerouted());
  }

  private static void endOf(StateBuilder next, Session session) {
    next.sessions = Sorted.without(next.sessions, session.gateway());
    List<Session> ended = new ArrayList<>(next.endedSessions);
    ended.add(session.ended());
    next.endedSessions = List.copyOf(ended);
    for (Map.Entry<Long, Lease> entry : next.leases.entrySet()) {
      Lease lease = entry.getValue();
      if (lease.holder().equals(session.gateway())
          && lease.incarnation().equals(session.incarnation())) {
        next.put(entry.getKey(), lease.released());
      }
    }
  }

  static Applied forget(State state, Command.ForgetSession command) {
    List<Session> rest =
        state.endedSessions().stream()
            .filter(session -> !session.incarnation().equals(command.incarnation()))
            .toList();
    StateBuilder next = state.change();
    next.endedSessions = rest;
    return Applied.done(next);
  }

  static Applied acknowledge(State state, Command.Acknowledge command) {
    Session present = state.sessions().get(command.gateway());
    if (present == null || !present.incarnation().equals(command.incarnation())) {
      return Applied.refused(state, Rejection.STALE, "no such session of " + command.gateway());
    }
    return Applied.done(state.change().put(present.acknowledged(command.epoch())));
  }

  static Applied grant(State state, Command.GrantLease command) {
    Index index = state.indexes().get(command.index());
    Session session = state.sessions().get(command.gateway());
    if (index == null || !state.names().containsValue(command.index())) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no index " + command.index());
    }
    if (session == null || !session.incarnation().equals(command.incarnation())) {
      return Applied.refused(state, Rejection.STALE, "no such session of " + command.gateway());
    }
    if (!index.created()) {
      return Applied.refused(state, Rejection.NOT_READY, "the index is still being made");
    }
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (lease.held()) {
      return Applied.refused(state, Rejection.EXISTS, "held by " + lease.holder());
    }
    Lease granted = lease.grantedTo(session);
    return Applied.done(state.change().put(command.index(), granted).rerouted(), granted.epoch());
  }

  static Applied activate(State state, Command.ActivateLease command) {
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (!lease.held() || lease.epoch() != command.epoch()) {
      return Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch());
    }
    return Applied.done(state.change().put(command.index(), lease.activated()).rerouted());
  }

  static Applied release(State state, Command.ReleaseLease command) {
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (!lease.held() || lease.epoch() != command.epoch()) {
      return Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch());
    }
    Lease next = lease.handedOver(command.open());
    return Applied.done(state.change().put(command.index(), next).rerouted());
  }
}
