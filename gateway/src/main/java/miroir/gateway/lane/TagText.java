package miroir.gateway.lane;

import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;

/**
 * Reads the text of a {@link Tag}, sign by sign: it may name a thousand ranges of slots, for which
 * a regular expression takes more stack than a thread has. Used once, by one thread.
 */
final class TagText {
  private final String text;
  private int at;
  private boolean wrong;

  private TagText(String text) {
    this.text = text;
  }

  /** Returns the tag of a text, or nothing if it is not one of ours. */
  static Optional<Tag> read(String text) {
    TagText reader = new TagText(text);
    Tag tag = reader.tag();
    return reader.wrong || reader.at < text.length() ? Optional.empty() : Optional.of(tag);
  }

  private Tag tag() {
    Tag.Kind kind = kind();
    expect('.');
    long epoch = number(10, 18);
    expect('.');
    TreeMap<Long, SlotSet> writes = new TreeMap<>();
    TreeMap<Long, Integer> members = new TreeMap<>();
    do {
      long seq = number(10, 18);
      expect(':');
      writes.put(seq, slots());
      if (take('x')) {
        members.put(seq, (int) number(10, 4));
      }
    } while (take(';'));
    return new Tag(kind, epoch, writes, members);
  }

  private Tag.Kind kind() {
    for (Tag.Kind kind : Tag.Kind.values()) {
      if (text.startsWith(kind.prefix())) {
        at = kind.prefix().length();
        return kind;
      }
    }
    wrong = true;
    return Tag.Kind.WRITE;
  }

  private SlotSet slots() {
    if (take('s')) {
      return named();
    }
    if (take('g')) {
      return SlotSet.ofGroups(number(16, 16));
    }
    if (!take('r')) {
      wrong = true;
      return SlotSet.NONE;
    }
    IntStream.Builder slots = IntStream.builder();
    do {
      int from = (int) number(16, 4);
      expect('-');
      int to = (int) number(16, 4);
      wrong |= from >= to || to > Slot.COUNT;
      for (int slot = from; slot < to && !wrong; slot++) {
        slots.add(slot);
      }
    } while (take(','));
    return SlotSet.of(slots.build().toArray());
  }

  private SlotSet named() {
    if (at == text.length() || Character.digit(text.charAt(at), 16) < 0) {
      return SlotSet.NONE;
    }
    IntStream.Builder slots = IntStream.builder();
    do {
      int slot = (int) number(16, 4);
      wrong |= slot >= Slot.COUNT;
      slots.add(wrong ? 0 : slot);
    } while (take(','));
    return SlotSet.of(slots.build().toArray());
  }

  /** Reads as many digits as there are, from one to so many. */
  private long number(int radix, int most) {
    long number = 0;
    int from = at;
    while (at < text.length() && at - from < most) {
      char sign = text.charAt(at);
      int digit = sign < 128 ? Character.digit(sign, radix) : -1;
      if (digit < 0) {
        break;
      }
      number = number * radix + digit;
      at++;
    }
    wrong |= at == from;
    return number;
  }

  private boolean take(char sign) {
    boolean there = !wrong && at < text.length() && text.charAt(at) == sign;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char sign) {
    wrong |= !take(sign);
  }
}
