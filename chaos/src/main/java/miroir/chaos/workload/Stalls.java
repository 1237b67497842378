package miroir.chaos.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long gateways acknowledged no write. Thread-safe. */
final class Stalls {
  private final long[] longestNanos;
  private final long[] lastNanos;

  /** The time without any write counts from now on. */
  Stalls(int gateways) {
    // One more: whichever gateway it was.
    longestNanos = new long[gateways + 1];
    lastNanos = new long[gateways + 1];
    Arrays.fill(lastNanos, System.nanoTime());
  }

  /** A write was acknowledged. */
  synchronized void acknowledged(int gateway) {
    long now = System.nanoTime();
    note(gateway, now);
    note(longestNanos.length - 1, now);
  }

  private void note(int at, long now) {
    longestNanos[at] = Math.max(longestNanos[at], now - lastNanos[at]);
    lastNanos[at] = now;
  }

  /**
   * Returns the longest times since the last call, milliseconds; those that last count too. One for
   * each gateway, and at the end one for the time in which no gateway acknowledged anything.
   */
  synchronized List<Long> takeMillis() {
    long now = System.nanoTime();
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < longestNanos.length; i++) {
      taken.add(Math.max(longestNanos[i], now - lastNanos[i]) / 1_000_000);
      longestNanos[i] = 0;
    }
    return taken;
  }
}
