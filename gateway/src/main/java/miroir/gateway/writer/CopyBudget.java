package miroir.gateway.writer;

import java.util.HashMap;
import java.util.Map;

/**
 * How many copies a gateway runs at once: one out of a node and one into it, so that neither its
 * searches nor its queue suffer much. Runs on the writers' loop.
 */
public final class CopyBudget {
  private final Map<String, Long> reading = new HashMap<>();
  private final Map<String, Long> writing = new HashMap<>();

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
}
