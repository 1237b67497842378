package miroir.chaos.embedded.store;

import java.util.BitSet;

/** Sets of documents by their internal numbers. The arguments are never changed. */
public final class Sets {
  private Sets() {}

  /** In both. */
  public static BitSet and(BitSet a, BitSet b) {
    BitSet result = copy(a);
    result.and(b);
    return result;
  }

  /** In one of them. */
  public static BitSet or(BitSet a, BitSet b) {
    BitSet result = copy(a);
    result.or(b);
    return result;
  }

  /** In the first only. */
  public static BitSet andNot(BitSet a, BitSet b) {
    BitSet result = copy(a);
    result.andNot(b);
    return result;
  }

  /** Another set with the same documents. */
  public static BitSet copy(BitSet set) {
    return (BitSet) set.clone();
  }
}
