package miroir.gateway.writer;

import java.util.function.BooleanSupplier;
import miroir.command.Command;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;

/** Tells the coordinators that a writer takes writes, until they have answered. On its loop. */
final class Activation {
  private static final long RETRY_MILLIS = 200;

  private final LaneTerms terms;
  private final BooleanSupplier closed;
  private final Runnable agreed;
  private final Runnable refused;

  /**
   * Makes one.
   *
   * @param closed whether nobody wants to know any more
   */
  Activation(LaneTerms terms, BooleanSupplier closed, Runnable agreed, Runnable refused) {
    this.terms = terms;
    this.closed = closed;
    this.agreed = agreed;
    this.refused = refused;
  }

  void propose() {
    terms
        .proposer()
        .propose(new Command.ActivateLease(terms.index(), terms.epoch()), this::answered);
  }

  private void answered(Proposer.Result result) {
    if (closed.getAsBoolean()) {
      return;
    }
    if (result.isAccepted()) {
      agreed.run();
    } else if (result instanceof Proposer.Result.Replied) {
      refused.run();
    } else {
      terms.clock().after(RETRY_MILLIS, this::propose);
    }
  }
}
