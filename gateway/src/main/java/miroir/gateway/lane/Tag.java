package miroir.gateway.lane;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;

/**
 * What a node keeps beside a write of ours, so that its task list is a log (protocol.md, lane):
 * {@code m1.<lease epoch>.<first seq>-<last seq>.<slots>}. Up to 32 slots are named one by one;
 * more are as coarse as a bitmap of the 64 six-bit groups.
 *
 * @param epoch lease epoch
 * @param first first sequence number
 * @param last last sequence number
 * @param slots what the write touches, perhaps more coarsely
 */
public record Tag(long epoch, long first, long last, SlotSet slots) {
  private static final Pattern FORM =
      Pattern.compile("m1\\.(\\d+)\\.(\\d+)-(\\d+)\\.(?:s([0-9a-f,]*)|g([0-9a-f]{1,16}))");
  private static final int NAMED = 32;
  private static final int GROUP = Slot.COUNT / 64;

  /** Returns the text that the node keeps. */
  public String text() {
    String where =
        slots.size() <= NAMED
            ? "s" + slots.stream().mapToObj(Integer::toHexString).collect(Collectors.joining(","))
            : "g" + Long.toHexString(groups());
    return "m1." + epoch + "." + first + "-" + last + "." + where;
  }

  private long groups() {
    long bitmap = 0;
    for (int slot : slots.stream().toArray()) {
      bitmap |= 1L << (slot / GROUP);
    }
    return bitmap;
  }

  /** Returns the tag of a text, or nothing if it is not one of ours. */
  public static Optional<Tag> parse(String text) {
    Matcher matched = FORM.matcher(text);
    if (!matched.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Tag(
            Long.parseLong(matched.group(1)),
            Long.parseLong(matched.group(2)),
            Long.parseLong(matched.group(3)),
            matched.group(4) != null ? named(matched.group(4)) : grouped(matched.group(5))));
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

  private static SlotSet grouped(String hexadecimal) {
    long bitmap = Long.parseUnsignedLong(hexadecimal, 16);
    SlotSet slots = SlotSet.NONE;
    for (int group = 0; group < 64; group++) {
      if ((bitmap >>> group & 1) == 1) {
        slots = slots.or(SlotSet.range(group * GROUP, (group + 1) * GROUP));
      }
    }
    return slots;
  }

  /** Returns whether this is the tag of a write with that sequence number. */
  public boolean covers(long otherEpoch, long seq) {
    return epoch == otherEpoch && first <= seq && seq <= last;
  }
}
