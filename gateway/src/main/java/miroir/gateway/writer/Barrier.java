package miroir.gateway.writer;

import miroir.gateway.lane.Lane;

/**
 * What had its place in a lane before a certain write: passed once the node has taken all of it and
 * has worked it off, with what earlier writers had left there. Runs on the writer's loop.
 */
final class Barrier {
  private final long from;
  private long lastTask;
  private boolean sent;

  /**
   * Makes one.
   *
   * @param from number of the first write that it does not wait for
   */
  Barrier(long from) {
    this.from = from;
  }

  /** Returns whether the lane has passed it; asked again until it has. */
  boolean isPassed(Lane lane) {
    if (!sent && lane.hasSentBelow(from)) {
      sent = true;
      lastTask = lane.tasks().newest();
    }
    return sent && lane.tasks().hasEndedUpTo(lastTask);
  }
}
