package miroir.gateway.writer;

import miroir.command.Command;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;

/**
 * Answers drifts of settings that the leader found: each is told as restored once every member was
 * sent all settings anew. Runs on the writer's loop.
 */
final class DriftRepair {
  private static final long RETRY_MILLIS = 200;

  private final LaneTerms terms;
  private long known;
  private long answered;
  private boolean closed;

  DriftRepair(LaneTerms terms) {
    this.terms = terms;
  }

  /**
   * Follows the view. Returns whether all settings must be sent to every member now.
   *
   * @param drift a number of the drift, 0 for none
   */
  boolean isDue(long drift) {
    known = drift;
    if (drift == 0 || drift == answered) {
      return false;
    }
    answered = drift;
    return true;
  }

  /** Every member has taken settings that were sent whole. */
  void sent() {
    if (closed || answered == 0 || known != answered) {
      return;
    }
    terms
        .proposer()
        .propose(
            new Command.RestoreSettings(terms.index(), terms.epoch(), answered),
            result -> {
              if (!(result instanceof Proposer.Result.Replied)) {
                terms.clock().after(RETRY_MILLIS, this::sent);
              }
            });
  }

  void close() {
    closed = true;
  }
}
