package miroir.cluster;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * An immutable set of slots (0 .. {@link Slot#COUNT} - 1), used for dirty slots and missed writes.
 */
public final class SlotSet {
  /** The set that holds nothing. */
  public static final SlotSet NONE = new SlotSet(new BitSet());

  /** The set that holds every slot. */
  public static final SlotSet ALL = range(0, Slot.COUNT);

  private static final int GROUPS = 64;
  private static final int GROUP = Slot.COUNT / GROUPS;

  private final BitSet bits;

  private SlotSet(BitSet bits) {
    this.bits = bits;
  }

  /** Returns the set of the given slots. */
  public static SlotSet of(int... slots) {
    BitSet bits = new BitSet();
    for (int slot : slots) {
      bits.set(slot);
    }
    return new SlotSet(bits);
  }

  /** Returns the slots from {@code from}, inclusive, to {@code to}, exclusive. */
  public static SlotSet range(int from, int to) {
    BitSet bits = new BitSet();
    bits.set(from, to);
    return new SlotSet(bits);
  }

  /** Returns the slots of one shard of an index that has {@code shards} shards. */
  public static SlotSet ofShard(int shard, int shards) {
    int width = Slot.COUNT / shards;
    return range(shard * width, (shard + 1) * width);
  }

  /** Returns the slots of those of the 64 aligned groups whose bits are set. */
  public static SlotSet ofGroups(long groups) {
    BitSet bits = new BitSet();
    for (int group = 0; group < GROUPS; group++) {
      if ((groups >>> group & 1) == 1) {
        bits.set(group * GROUP, (group + 1) * GROUP);
      }
    }
    return new SlotSet(bits);
  }

  /** Returns a bit for each of the 64 aligned groups of slots of which the set holds some. */
  public long groups() {
    long groups = 0;
    for (int slot = bits.nextSetBit(0); slot >= 0; ) {
      int group = slot / GROUP;
      groups |= 1L << group;
      slot = bits.nextSetBit((group + 1) * GROUP);
    }
    return groups;
  }

  /** Returns the set that {@link #toBytes()} wrote. */
  public static SlotSet fromBytes(byte[] bytes) {
    return bytes.length == 0 ? NONE : new SlotSet(BitSet.valueOf(bytes));
  }

  /** Returns little-endian bits without trailing zero bytes; the empty set is the empty array. */
  public byte[] toBytes() {
    return bits.toByteArray();
  }

  /** Returns the union of both sets. */
  public SlotSet or(SlotSet other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    BitSet union = (BitSet) bits.clone();
    union.or(other.bits);
    return new SlotSet(union);
  }

  /** Returns this set without the slots of {@code other}. */
  public SlotSet minus(SlotSet other) {
    if (!bits.intersects(other.bits)) {
      return this;
    }
    BitSet rest = (BitSet) bits.clone();
    rest.andNot(other.bits);
    return new SlotSet(rest);
  }

  /** Returns the slots that both sets hold. */
  public SlotSet and(SlotSet other) {
    if (!bits.intersects(other.bits)) {
      return NONE;
    }
    BitSet common = (BitSet) bits.clone();
    common.and(other.bits);
    return new SlotSet(common);
  }

  /** Returns the lowest {@code count} slots of this set. */
  public SlotSet first(int count) {
    if (count >= size()) {
      return this;
    }
    BitSet some = new BitSet();
    bits.stream().limit(count).forEach(some::set);
    return new SlotSet(some);
  }

  /** Returns whether the two sets share a slot. */
  public boolean intersects(SlotSet other) {
    return bits.intersects(other.bits);
  }

  /** Returns whether the set holds a slot. */
  public boolean contains(int slot) {
    return bits.get(slot);
  }

  /** Returns whether the set holds nothing. */
  public boolean isEmpty() {
    return bits.isEmpty();
  }

  /** Returns the number of slots held. */
  public int size() {
    return bits.cardinality();
  }

  /** Returns the slots in ascending order. */
  public IntStream stream() {
    return bits.stream();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotSet set && set.bits.equals(bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @Override
  public String toString() {
    return size() + " slots";
  }
}
