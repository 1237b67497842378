package miroir.gateway.lane;

/** How long a node has been in the way of a lane. Runs on the writer's loop. */
final class Trouble {
  private final LaneTerms terms;
  private long sinceNanos = Long.MIN_VALUE;

  Trouble(LaneTerms terms) {
    this.terms = terms;
  }

  /** Returns whether it lasts longer than repairs may; it begins now, unless it has begun. */
  boolean isOverdue() {
    long now = terms.clock().nanos();
    if (sinceNanos == Long.MIN_VALUE) {
      sinceNanos = now;
    }
    return now - sinceNanos > terms.repairMillis() * 1_000_000;
  }

  void end() {
    sinceNanos = Long.MIN_VALUE;
  }
}
