package miroir.gateway.writer;

import java.util.function.LongSupplier;
import miroir.gateway.Limits;

/**
 * How fast one copy may go: so many documents a second, as configured, and as its nodes bear. The
 * rate falls by a factor when the source's small reads take longer than they used to, and grows
 * slowly while they do not; a target that does not keep up gets nothing until it does. Small copies
 * are never slowed down. Runs on the writer's loop.
 */
final class CopyThrottle {
  private static final double FALL = 0.7;
  private static final double GROWTH = 1.1;

  /** Weight of the newest read in what reads take at present. */
  private static final double NEWEST = 0.2;

  private static final long SECOND = 1_000_000_000;

  /** What reads used to take is forgotten that slowly: data grow, and other work comes. */
  private static final double BASELINE_DOUBLES_NANOS = 600.0 * SECOND;

  private final LongSupplier clock;
  private long configured;
  private double rate = Limits.COPY_FASTEST;
  private double debt;
  private long debtAtNanos;
  private long sentSinceYoung;
  private boolean old;
  private double usual;
  private double present;
  private long observedAtNanos;
  private long adjustedAtNanos;
  private long sentSinceAdjusted;

  /**
   * Makes one that has seen nothing.
   *
   * @param clock monotonic time, nanoseconds
   */
  CopyThrottle(LongSupplier clock) {
    this.clock = clock;
    this.debtAtNanos = clock.getAsLong();
    this.adjustedAtNanos = debtAtNanos;
  }

  /** Sets the configured rate, documents a second; 0: none. */
  void configure(long documentsPerSecond) {
    configured = documentsPerSecond;
  }

  /** Returns the rate that holds now, documents a second. */
  double rate() {
    return configured > 0 ? Math.min((double) configured, rate) : rate;
  }

  /** Returns how many documents one run may have, so that it is not sent in gusts. */
  int runDocuments(int most) {
    return (int) Math.min(most, Math.max(1, rate()));
  }

  /** Documents were sent. */
  void sent(int documents) {
    drain();
    debt += documents;
    sentSinceYoung += documents;
    sentSinceAdjusted += documents;
  }

  /** The target's oldest unfinished task is that old. */
  void queue(long ageNanos) {
    old = ageNanos > Limits.COPY_QUEUE_AGE.toNanos();
    if (ageNanos < Limits.COPY_QUEUE_AGE.toNanos() / 2) {
      sentSinceYoung = 0;
    }
  }

  /** A small read of the source took that long. */
  void latency(long nanos) {
    long now = clock.getAsLong();
    if (usual == 0) {
      usual = nanos;
      present = nanos;
    } else {
      usual *= Math.pow(2, (now - observedAtNanos) / BASELINE_DOUBLES_NANOS);
      usual = nanos < usual ? usual + NEWEST * (nanos - usual) : usual;
      present += NEWEST * (nanos - present);
    }
    observedAtNanos = now;
    if (now - adjustedAtNanos >= SECOND) {
      adjust(now);
    }
  }

  private void adjust(long now) {
    double actual = sentSinceAdjusted * (double) SECOND / (now - adjustedAtNanos);
    if (!isSlowedDown()) {
      rate = Math.min(Limits.COPY_FASTEST, rate * GROWTH);
    } else if (sentSinceAdjusted > 0) {
      // What it does, not what it may: else a high rate falls for long without any effect.
      rate = Math.max(Limits.COPY_SLOWEST, Math.min(rate, actual) * FALL);
    }
    adjustedAtNanos = now;
    sentSinceAdjusted = 0;
  }

  private boolean isSlowedDown() {
    return present > usual * Limits.COPY_LATENCY_RISE + Limits.COPY_LATENCY_NOISE.toNanos();
  }

  private void drain() {
    long now = clock.getAsLong();
    debt = Math.max(0, debt - rate() * (now - debtAtNanos) / SECOND);
    debtAtNanos = now;
  }

  /** Returns what the next run must wait for, empty for nothing. */
  String waitsFor() {
    drain();
    if (old && sentSinceYoung >= Limits.COPY_CALM_DOCUMENTS) {
      return "the target works off what it has";
    }
    double burst =
        configured > 0
            ? Math.min(configured, Limits.COPY_CALM_DOCUMENTS)
            : Limits.COPY_CALM_DOCUMENTS;
    if (debt <= burst) {
      return "";
    }
    return configured > 0 && configured <= rate ? "the configured rate" : "the source's searches";
  }
}
