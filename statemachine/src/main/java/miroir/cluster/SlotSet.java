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
    BitSet union = (BitSet) bits.clone();
    union.or(other.bits);
    return new SlotSet(union);
  }

  /** Returns this set without the slots of {@code other}. */
  public SlotSet minus(SlotSet other) {
    BitSet rest = (BitSet) bits.clone();
    rest.andNot(other.bits);
    return new SlotSet(rest);
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
