package miroir.machine;

import java.util.Optional;
import miroir.command.Envelope;
import miroir.topology.Index;
import miroir.topology.Session;

/**
 * Replicas taken out of sync, by whatever command: no status may be told while a gateway still
 * reads from one (protocol.md W6, invariant I6).
 */
final class Retreats {
  private Retreats() {}

  /** Returns the outcome of a command, with its take-outs remembered in the indexes. */
  @SuppressWarnings("ReferenceEquality") // What no command touched is the same object: O(1).
  static Applied noted(State before, Envelope envelope, Applied applied) {
    State after = applied.state();
    if (envelope.rules() < 1 || before.indexes() == after.indexes()) {
      return applied;
    }
    StateBuilder next = after.change();
    for (Index index : after.indexes().values()) {
      Index was = before.indexes().get(index.id());
      if (was != null && was != index && index.retreatsFrom(was)) {
        next.put(index.takenOutAt(after.routingEpoch()));
      }
    }
    return next.indexes == after.indexes() ? applied : new Applied(next.build(), applied.reply());
  }

  /** Returns a gateway that may still read from a replica that was taken out. */
  static Optional<Session> unaware(State state, Index index) {
    return state.sessions().values().stream()
        .filter(session -> session.acknowledgedEpoch() < index.takenOut())
        .findFirst();
  }
}
