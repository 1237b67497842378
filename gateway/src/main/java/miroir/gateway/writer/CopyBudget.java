package miroir.gateway.writer;

import java.util.HashMap;
import java.util.Map;
import miroir.gateway.Limits;
import miroir.topology.Tuning;

/**
 * What all copies of a gateway share: one out of a node and one into it at once, so that neither
 * its searches nor its queue suffer much, and a bound on the bytes that are held. Runs on the
 * writers' loop.
 */
public final class CopyBudget {
  private final Map<String, Long> reading = new HashMap<>();
  private final Map<String, Long> writing = new HashMap<>();
  private final CopyBounds bounds;
  private Tuning configured = Tuning.STANDARD;
  private long heldBytes;

  /** Makes one of which nothing is taken. */
  public CopyBudget(CopyBounds bounds) {
    this.bounds = bounds;
  }

  CopyBounds bounds() {
    return bounds;
  }

  /** Follows the configuration. */
  void follow(Tuning tuning) {
    configured = tuning;
  }

  Tuning configured() {
    return configured;
  }

  /** Takes both nodes for an index, or returns false. */
  boolean take(long index, String source, String target) {
    if (reading.containsKey(source) || writing.containsKey(target)) {
      return false;
    }
    reading.put(source, index);
    writing.put(target, index);
    return true;
  }

  /** Returns whether both nodes are free. */
  boolean hasRoom(String source, String target) {
    return !reading.containsKey(source) && !writing.containsKey(target);
  }

  /** Gives them back. */
  void give(long index, String source, String target) {
    reading.remove(source, index);
    writing.remove(target, index);
  }

  /** Returns whether one more run may be held: its answer, and what is made of it. */
  boolean hasRoom() {
    return heldBytes + 2 * bounds.runBytes() <= Limits.COPY_HELD_BYTES;
  }

  /** A run holds more, or fewer, bytes than before. */
  void holds(long more) {
    heldBytes += more;
  }

  /** Returns the bytes that copies hold in memory. */
  long heldBytes() {
    return heldBytes;
  }
}
