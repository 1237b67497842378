package miroir.gateway.lane;

import java.util.function.Consumer;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;

/**
 * Commands to the coordinators. The implementation finds the leader and repeats a command under one
 * operation id until it is answered or its deadline passes; the result comes once, later, on the
 * caller's loop.
 */
public interface Proposer {
  /** Proposes a command. */
  void propose(Command command, Consumer<Result> result);

  /** What became of a proposal. */
  sealed interface Result {
    /**
     * Returns what an answer says. An operation whose answer is no longer known was perhaps never
     * done: so many others of this gateway have overtaken it.
     */
    static Result of(Reply reply) {
      boolean forgotten =
          reply instanceof Reply.Rejected refused && refused.reason() == Rejection.FORGOTTEN;
      return forgotten ? new Unknown("overtaken by many others") : new Replied(reply);
    }

    /** Returns whether it was committed, and did what it says. */
    default boolean isAccepted() {
      return this instanceof Replied replied && replied.reply() instanceof Reply.Accepted;
    }

    /** The log decided. */
    record Replied(Reply reply) implements Result {}

    /** No coordinator took it; it was not done. */
    record NotDone(String why) implements Result {}

    /** It may have been committed. */
    record Unknown(String why) implements Result {}
  }
}
