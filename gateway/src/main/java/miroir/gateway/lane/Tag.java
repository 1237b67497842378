package miroir.gateway.lane;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static Kind of(String prefix) {
      return prefix.equals("m1") ? WRITE : prefix.equals("c1") ? COPY : COPIED;
    }
  }

  private static final Pattern FORM =
      Pattern.compile("([mce]1)\\.(\\d{1,18})\\.([0-9a-fgrsx:;,-]+)");
  private static final Pattern WRITE =
      Pattern.compile(
          "(\\d{1,18}):(?:s([0-9a-f,]*)|g([0-9a-f]{1,16})|r([0-9a-f]{1,4}-[0-9a-f]{1,4}(?:,[0-9a-f]{1,4}-[0-9a-f]{1,4})*))(?:x(\\d{1,4}))?");
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

  private static SlotSet ranged(String list) {
    SlotSet slots = SlotSet.NONE;
    for (String range : list.split(",", -1)) {
      int dash = range.indexOf('-');
      slots =
          slots.or(
              SlotSet.range(
                  Integer.parseInt(range.substring(0, dash), 16),
                  Integer.parseInt(range.substring(dash + 1), 16)));
    }
    return slots;
  }

  private static String text(SlotSet slots) {
    return slots.size() <= NAMED
        ? "s" + slots.stream().mapToObj(Integer::toHexString).collect(Collectors.joining(","))
        : "g" + Long.toHexString(slots.groups());
  }

  /** Returns the tag of a text, or nothing if it is not one of ours. */
  public static Optional<Tag> parse(String text) {
    Matcher matched = FORM.matcher(text);
    if (!matched.matches()) {
      return Optional.empty();
    }
    TreeMap<Long, SlotSet> writes = new TreeMap<>();
    TreeMap<Long, Integer> members = new TreeMap<>();
    for (String part : matched.group(3).split(";", -1)) {
      Matcher write = WRITE.matcher(part);
      if (!write.matches()) {
        return Optional.empty();
      }
      long seq = Long.parseLong(write.group(1));
      writes.put(seq, slots(write));
      if (write.group(5) != null) {
        members.put(seq, Integer.parseInt(write.group(5)));
      }
    }
    return Optional.of(
        new Tag(Kind.of(matched.group(1)), Long.parseLong(matched.group(2)), writes, members));
  }

  private static SlotSet slots(Matcher write) {
    if (write.group(2) != null) {
      return named(write.group(2));
    }
    return write.group(3) != null
        ? SlotSet.ofGroups(Long.parseUnsignedLong(write.group(3), 16))
        : ranged(write.group(4));
  }

  private static SlotSet named(String list) {
    if (list.isEmpty()) {
      return SlotSet.NONE;
    }
    String[] parts = list.split(",", -1);
    int[] slots = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      slots[i] = Integer.parseInt(parts[i], 16);
    }
    return SlotSet.of(slots);
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
