package miroir.machine;

import miroir.command.Rejection;
import miroir.command.Reply;

/**
 * What applying a command gave.
 *
 * @param state the next state; the same object if nothing changed
 * @param reply the answer
 */
public record Applied(State state, Reply reply) {
  static Applied done(StateBuilder next, Long... numbers) {
    return new Applied(next.build(), Reply.accepted(numbers));
  }

  static Applied unchanged(State state, Long... numbers) {
    return new Applied(state, Reply.accepted(numbers));
  }

  static Applied refused(State state, Rejection reason, String detail) {
    return new Applied(state, Reply.rejected(reason, detail));
  }
}
