package miroir.gateway.lane;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The entries of the one request that a lane has under way. Runs on the writer's loop. */
final class Flight {
  private final Set<Long> dropped = new HashSet<>();
  private List<Entry> entries = List.of();
  private boolean written;

  /** What is sent now. */
  Step step = Step.WRITE;

  void begin(List<Entry> next) {
    entries = next;
    step = Step.WRITE;
    written = false;
    dropped.clear();
  }

  void end() {
    entries = List.of();
    dropped.clear();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<Entry> entries() {
    return entries;
  }

  boolean hasBelow(long seq) {
    return entries.stream().anyMatch(entry -> entry.seq() < seq);
  }

  /** The node has taken the entries; what follows them is still to be sent. */
  void taken() {
    written = true;
  }

  /** An entry is not wanted any more; the request that bears it may be taken all the same. */
  void drop(long seq) {
    if (entries.stream().anyMatch(entry -> entry.seq() == seq)) {
      dropped.add(seq);
    }
  }

  /** Returns what must be sent again if the node has nothing of it. */
  List<Entry> wanted() {
    return written
        ? List.of()
        : entries.stream().filter(entry -> !dropped.contains(entry.seq())).toList();
  }

  /** The node has nothing of the request: it is sent again without what is not wanted. */
  void again() {
    entries = written ? entries : wanted();
  }
}
