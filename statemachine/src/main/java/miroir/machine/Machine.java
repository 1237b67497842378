package miroir.machine;

import miroir.command.Command.Barrier;
import miroir.command.Envelope;
import miroir.command.Reply;

/**
 * The one function that changes the cluster. Deterministic: no clock, no randomness, no I/O; the
 * same log gives the same state on every coordinator.
 */
public final class Machine {
  private Machine() {}

  /**
   * Applies one command.
   *
   * @return the next state and the answer; a repeated operation is answered as before and changes
   *     nothing
   */
  public static Applied apply(State state, Envelope envelope) {
    Cases cases = new Cases(state, envelope.atNanos(), envelope.rules());
    Reply known = state.answers().to(envelope.id());
    if (known != null) {
      return new Applied(state, known);
    }
    Applied applied = Retreats.noted(state, envelope, envelope.command().on(cases));
    if (envelope.command() instanceof Barrier) {
      return applied;
    }
    Answers answers = state.answers().with(envelope.id(), applied.reply());
    return new Applied(withAnswers(applied.state(), answers), applied.reply());
  }

  private static State withAnswers(State state, Answers answers) {
    return new State(
        state.clusterId(),
        state.routingEpoch(),
        state.nextIndexId(),
        state.config(),
        state.coordinators(),
        state.nodes(),
        state.names(),
        state.readNames(),
        state.indexes(),
        state.lastNames(),
        state.leases(),
        state.sessions(),
        state.endedSessions(),
        state.keys(),
        state.swaps(),
        state.migrations(),
        state.nextMigrationId(),
        state.tasks(),
        answers);
  }
}
