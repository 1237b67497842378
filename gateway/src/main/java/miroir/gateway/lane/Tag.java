package miroir.gateway.lane;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;

/**
 * What a node keeps beside a request of ours, so that its task list is a log (protocol.md, lane):
 * {@code m1.<lease epoch>.<seq>:<slots>x<members>;<seq>:…}. Every joined write is named, because
 * nodes join differently, with how many members must have it: slots are those of the node alone, so
 * whether a write is whole only the members' number tells. Up to three slots are named one by one;
 * more are as coarse as a bitmap of the 64 six-bit groups, so that the tag of as many writes as may
 * join fits a request line well. Parts of copies bear {@code c1}, and what ends a copy bears {@code
 * e1}: it holds what all writes before its number have left.
 *
 * @param kind what it stands for
 * @param epoch lease epoch
 * @param writes by sequence number: what the write touches on the node, perhaps more coarsely
 * @param members by sequence number: how many members must have the write; none where nobody waits
 *     for this one
 */
public record Tag(
    Kind kind, long epoch, SortedMap<Long, SlotSet> writes, SortedMap<Long, Integer> members) {
  /** What a tag stands for. */
  public enum Kind {
    /** Clients' writes. */
    WRITE("m1"),
    /** A part of a slot copy. */
    COPY("c1"),
    /** The end of a slot copy. */
    COPIED("e1");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    String prefix() {
      return prefix;
    }
  }

  private static final int NAMED = 3;

  /** Returns the text that the node keeps. */
  public String text() {
    return kind.prefix
        + "."
        + epoch
        + "."
        + writes.entrySet().stream()
            .map(write -> write.getKey() + ":" + told(write.getValue()) + members(write.getKey()))
            .collect(Collectors.joining(";"));
  }

  private String members(long seq) {
    Integer count = members.get(seq);
    return count == null ? "" : "x" + count;
  }

  /** What was copied is told exactly: the log before it is void for these slots, and no others. */
  private String told(SlotSet slots) {
    return kind == Kind.COPIED ? "r" + ranges(slots) : text(slots);
  }

  private static String ranges(SlotSet slots) {
    StringBuilder text = new StringBuilder();
    int from = -1;
    int to = -1;
    for (int slot : slots.stream().toArray()) {
      if (slot != to) {
        append(text, from, to);
        from = slot;
      }
      to = slot + 1;
    }
    append(text, from, to);
    return text.toString();
  }

  private static void append(StringBuilder text, int from, int to) {
    if (from >= 0) {
      text.append(text.isEmpty() ? "" : ",");
      text.append(Integer.toHexString(from)).append('-').append(Integer.toHexString(to));
    }
  }

  private static String text(SlotSet slots) {
    return slots.size() <= NAMED
        ? "s" + slots.stream().mapToObj(Integer::toHexString).collect(Collectors.joining(","))
        : "g" + Long.toHexString(slots.groups());
  }

  /** Returns the tag of a text, or nothing if it is not one of ours. */
  public static Optional<Tag> parse(String text) {
    return TagText.read(text);
  }

  /** Returns whether this is the tag of a request with the write of that sequence number. */
  public boolean covers(long otherEpoch, long seq) {
    return kind == Kind.WRITE && epoch == otherEpoch && writes.containsKey(seq);
  }

  /** Returns what all its writes touch together. */
  public SlotSet slots() {
    SlotSet all = SlotSet.NONE;
    for (Map.Entry<Long, SlotSet> write : writes.entrySet()) {
      all = all.or(write.getValue());
    }
    return all;
  }
}
