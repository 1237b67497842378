package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened, as lines, when somebody wants to read it; and a digest of it always. The digest
 * leaves out what was planned: a fault that changes nothing leaves the same history.
 */
final class Chronicle {
  /** When a world begins, milliseconds since 1970. */
  static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private final List<String> lines = new ArrayList<>();
  private final VirtualTime time;
  private final boolean kept;
  private long digest;

  Chronicle(VirtualTime time, boolean kept) {
    this.time = time;
    this.kept = kept;
  }

  boolean kept() {
    return kept;
  }

  /** Notes that something happened; {@code what} is made into text only if lines are kept. */
  void note(String who, Object what) {
    digest = digest * 31 + who.hashCode() + time.nanos();
    tell(who, what);
  }

  /** Tells of something that is no part of the history. */
  void tell(String who, Object what) {
    if (kept) {
      lines.add(String.format("%8.1f ms  %-4s %s", time.nanos() / 1e6, who, what));
    }
  }

  long digest() {
    return digest;
  }

  List<String> lines() {
    return lines;
  }
}
