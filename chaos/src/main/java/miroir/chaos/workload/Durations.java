package miroir.chaos.workload;

import java.util.Arrays;

/** Measured durations, kept as nanoseconds, and what is said of them. Not thread-safe. */
public final class Durations {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] values = new long[1_024];
  private int count;
  private boolean sorted;

  /** Adds one, in nanoseconds. */
  public void add(long nanos) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = nanos;
    sorted = false;
  }

  /** Returns how many were added. */
  public int count() {
    return count;
  }

  /** Returns the least value that this percentage (0 to 100) of all do not exceed; 0 of none. */
  public double micros(double percent) {
    return nanos(percent) / NANOS_PER_MICRO;
  }

  /** Returns the same in milliseconds. */
  public double millis(double percent) {
    return nanos(percent) / NANOS_PER_MILLI;
  }

  private double nanos(double percent) {
    if (count == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(values, 0, count);
      sorted = true;
    }
    int at = (int) Math.ceil(percent / 100 * count) - 1;
    return values[Math.max(0, at)];
  }

  @Override
  public String toString() {
    return String.format(
        "n %d, min %.0f, p50 %.0f, p90 %.0f, max %.0f ms",
        count, millis(0), millis(50), millis(90), millis(100));
  }
}
