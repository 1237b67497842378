package miroir.gateway.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entries that a lane told as missed, until the owner has decided on each: dropped once the miss is
 * registered, wanted if the member is the last copy. While one is undecided nothing behind it may
 * be sent, or the node would get writes out of order.
 */
final class Kept {
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final Set<Long> wanted = new HashSet<>();

  void add(Collection<Entry> missed) {
    missed.forEach(entry -> entries.put(entry.seq(), entry));
  }

  void drop(long seq) {
    entries.remove(seq);
    wanted.remove(seq);
  }

  void want(long seq) {
    if (entries.containsKey(seq)) {
      wanted.add(seq);
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Set<Long> seqs() {
    return entries.keySet();
  }

  /** Returns whether an entry of that number may be sent now. */
  boolean lets(long seq) {
    return entries.headMap(seq).isEmpty();
  }

  /** Takes out those that are wanted and that no undecided one stands before, in order. */
  List<Entry> takeWanted() {
    List<Entry> taken = new ArrayList<>();
    while (!entries.isEmpty() && wanted.contains(entries.firstKey())) {
      taken.add(entries.firstEntry().getValue());
      wanted.remove(entries.firstKey());
      entries.pollFirstEntry();
    }
    return taken;
  }
}
