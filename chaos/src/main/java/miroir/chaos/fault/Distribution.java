package miroir.chaos.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Durations seen, in milliseconds. Not for use by two threads. */
final class Distribution {
  private final List<Long> millis = new ArrayList<>();

  void add(long value) {
    millis.add(value);
    Collections.sort(millis);
  }

  /** Returns the smallest value that at least this share (0 to 1) of all values do not exceed. */
  long at(double share) {
    if (millis.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(share * millis.size());
    return millis.get(Math.max(0, Math.min(millis.size(), rank) - 1));
  }

  long max() {
    return at(1);
  }

  @Override
  public String toString() {
    return String.format(
        "n %d, min %d, p50 %d, p90 %d, max %d ms", millis.size(), at(0), at(0.5), at(0.9), max());
  }
}
