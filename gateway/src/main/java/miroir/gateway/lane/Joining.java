package miroir.gateway.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Predicate;
import miroir.gateway.Limits;

/** Which waiting neighbours go as one request (protocol.md, Names, lanes, cuts). Stateless. */
final class Joining {
  private Joining() {}

  /**
   * Takes the first entry that waits, and those behind it that may go with it.
   *
   * @param may whether an entry behind the first may be sent now
   */
  static List<Entry> take(NavigableMap<Long, Entry> waiting, Predicate<Entry> may) {
    List<Entry> joined = new ArrayList<>();
    Entry first = waiting.pollFirstEntry().getValue();
    joined.add(first);
    int bytes = first.bytes();
    while (!waiting.isEmpty() && joined.size() < Limits.JOINED_REQUESTS) {
      Entry next = waiting.firstEntry().getValue();
      if (!may.test(next) || !first.joins(next) || bytes + next.bytes() > Limits.JOINED_BYTES) {
        break;
      }
      bytes += next.bytes();
      joined.add(next);
      waiting.remove(next.seq());
    }
    return joined;
  }
}
