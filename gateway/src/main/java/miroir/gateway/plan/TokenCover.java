package miroir.gateway.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import miroir.cluster.Slot;

/**
 * The fewest tokens that make a node answer for exactly some of the slots that it holds: those of
 * the slots, or those of all others. Slots that the node does not hold may fall on either side,
 * which is what keeps the cover small.
 *
 * @param excluded whether the tokens name what is left out
 * @param tokens tokens of mixed levels, in the order of slots; none of them overlap
 */
public record TokenCover(boolean excluded, List<String> tokens) {
  /** A node's parser counts columns from the last line break: long lines cost their square. */
  private static final int TOKENS_PER_LINE = 32;

  /** Copies the list. */
  public TokenCover {
    tokens = List.copyOf(tokens);
  }

  /**
   * Returns the smallest cover, or nothing when the node holds no other slots.
   *
   * @param wanted slots that the node shall answer for
   * @param held slots of which the node may hold documents, the wanted ones among them; a slot that
   *     is forgotten here can be counted twice
   */
  public static Optional<TokenCover> of(BitSet wanted, BitSet held) {
    BitSet others = (BitSet) held.clone();
    others.andNot(wanted);
    if (others.isEmpty()) {
      return Optional.empty();
    }
    List<String> included = smallest(wanted, others);
    List<String> excluded = smallest(others, wanted);
    return Optional.of(
        excluded.size() < included.size()
            ? new TokenCover(true, excluded)
            : new TokenCover(false, included));
  }

  /** Returns the cover that names exactly these slots, whatever a node holds beside them. */
  public static TokenCover exactly(BitSet wanted) {
    BitSet others = (BitSet) wanted.clone();
    others.flip(0, Slot.COUNT);
    return new TokenCover(false, smallest(wanted, others));
  }

  /** Returns the slots of some shards of an index with {@code shardCount} shards. */
  public static BitSet slots(BitSet shards, int shardCount) {
    int length = Slot.COUNT / shardCount;
    BitSet slots = new BitSet(Slot.COUNT);
    for (int from = shards.nextSetBit(0); from >= 0; ) {
      int to = shards.nextClearBit(from);
      slots.set(from * length, to * length);
      from = shards.nextSetBit(to);
    }
    return slots;
  }

  /** Returns the filter that the node gets, joined to a client's by the array form. */
  public String filter() {
    StringBuilder filter = new StringBuilder(ReservedFields.SHARD);
    filter.append(excluded ? " NOT IN [" : " IN [");
    for (int i = 0; i < tokens.size(); i++) {
      if (i > 0) {
        filter.append(i % TOKENS_PER_LINE == 0 ? ",\n" : ",");
      }
      filter.append('"').append(tokens.get(i)).append('"');
    }
    return filter.append(']').toString();
  }

  /**
   * Tokens form a tree, so the coarsest token around each wanted slot that touches no forbidden one
   * is unique, and these are the fewest.
   */
  private static List<String> smallest(BitSet wanted, BitSet forbidden) {
    List<String> tokens = new ArrayList<>();
    int slot = wanted.nextSetBit(0);
    while (slot >= 0) {
      int end = slot + 1;
      for (int bits : Tokens.LEVEL_BITS) {
        int length = 1 << (14 - bits);
        int first = slot & -length;
        int hit = forbidden.nextSetBit(first);
        if (hit < 0 || hit >= first + length) {
          tokens.add(Tokens.ofRun(first, length));
          end = first + length;
          break;
        }
      }
      slot = wanted.nextSetBit(end);
    }
    return tokens;
  }
}
