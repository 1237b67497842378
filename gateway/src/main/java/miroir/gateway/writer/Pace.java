package miroir.gateway.writer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import miroir.gateway.Limits;

/**
 * What was copied to one member: all of it, and how fast it went lately. Times are monotonic
 * nanoseconds. Not thread-safe.
 */
final class Pace {
  /** Before the first copy; nothing is added to it. */
  static final Pace NONE = new Pace();

  private static final double NANOS = 1e9;

  private final Deque<Copied> lately = new ArrayDeque<>();
  private int slots;
  private long documents;
  private long bytes;
  private long lateSlots;
  private long lateDocuments;
  private long windowFrom;

  private record Copied(long atNanos, int slots, long documents) {}

  void add(long nowNanos, int moreSlots, long moreDocuments, long moreBytes) {
    if (lately.isEmpty()) {
      windowFrom = nowNanos;
    }
    slots += moreSlots;
    documents += moreDocuments;
    bytes += moreBytes;
    lateSlots += moreSlots;
    lateDocuments += moreDocuments;
    lately.add(new Copied(nowNanos, moreSlots, moreDocuments));
    forgetOld(nowNanos);
  }

  private void forgetOld(long nowNanos) {
    long from = nowNanos - Limits.PACE_WINDOW.toNanos();
    while (!lately.isEmpty()
        && (lately.getFirst().atNanos - from < 0 || lately.size() > Limits.PACE_RUNS)) {
      Copied old = lately.removeFirst();
      lateSlots -= old.slots;
      lateDocuments -= old.documents;
      windowFrom = old.atNanos;
    }
  }

  int slots() {
    return slots;
  }

  long documents() {
    return documents;
  }

  long bytes() {
    return bytes;
  }

  /** Returns the documents that were copied in a second, over the last seconds; 0 without any. */
  double documentsPerSecond(long nowNanos) {
    return perSecond(nowNanos, true);
  }

  /** Returns how long so many more slots take at the present pace; empty while there is none. */
  OptionalLong etaMillis(int slotsLeft, long nowNanos) {
    if (slotsLeft == 0) {
      return OptionalLong.of(0);
    }
    double rate = perSecond(nowNanos, false);
    return rate <= 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(1_000 * slotsLeft / rate));
  }

  /** At least a second is counted, so that a first small run promises nothing wild. */
  private double perSecond(long nowNanos, boolean ofDocuments) {
    if (lately.isEmpty()) {
      return 0;
    }
    forgetOld(nowNanos);
    long copied = ofDocuments ? lateDocuments : lateSlots;
    return copied / Math.max(1, (nowNanos - windowFrom) / NANOS);
  }
}
