package miroir.chaos.bench;

import java.util.Arrays;

/** Measured durations, in nanoseconds, and what is said of them. Not thread-safe. */
final class Figures {
  private long[] values = new long[1_024];
  private int count;
  private boolean sorted;

  void add(long nanos) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = nanos;
    sorted = false;
  }

  void addAll(Figures others) {
    for (int i = 0; i < others.count; i++) {
      add(others.values[i]);
    }
  }

  int count() {
    return count;
  }

  /** Returns a percentile in microseconds; 0 without values. */
  double micros(double percent) {
    if (count == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(values, 0, count);
      sorted = true;
    }
    int at = (int) Math.ceil(percent / 100 * count) - 1;
    return values[Math.max(0, at)] / 1_000.0;
  }
}
