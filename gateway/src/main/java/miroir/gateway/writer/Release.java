package miroir.gateway.writer;

import java.util.function.BooleanSupplier;
import miroir.command.Command;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;

/** Gives a lease back once nothing stands in the way. Runs on the writer's loop. */
final class Release {
  private static final long RETRY_MILLIS = 200;

  private final LaneTerms terms;
  private final BooleanSupplier mayGo;
  private final Runnable released;
  private boolean begun;
  private boolean proposing;
  private boolean closed;

  /**
   * Makes one that waits for {@link #begin}.
   *
   * @param mayGo whether all that was taken is registered
   * @param released told once the lease is another's, or nobody's
   */
  Release(LaneTerms terms, BooleanSupplier mayGo, Runnable released) {
    this.terms = terms;
    this.mayGo = mayGo;
    this.released = released;
  }

  boolean begun() {
    return begun;
  }

  void begin() {
    begun = true;
    pump();
  }

  /** Something may have left the way. */
  void pump() {
    if (!begun || closed || proposing || !mayGo.getAsBoolean()) {
      return;
    }
    proposing = true;
    terms
        .proposer()
        .propose(
            new Command.ReleaseLease(terms.index(), terms.epoch()),
            result -> {
              if (result instanceof Proposer.Result.Replied) {
                released.run();
              } else {
                terms
                    .clock()
                    .after(
                        RETRY_MILLIS,
                        () -> {
                          proposing = false;
                          pump();
                        });
              }
            });
  }

  void close() {
    closed = true;
  }
}
