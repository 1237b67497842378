package miroir.gateway.merge;

import java.util.Arrays;
import miroir.gateway.merge.DocumentOrder.Document;
import org.jspecify.annotations.Nullable;

/**
 * The search for where a far offset cuts each node's list: how many of each node's documents stand
 * before it. One document of each node is looked at a time; the least of them is before the cut, or
 * the greatest behind it, so every look tells something.
 */
final class DocumentCut {
  /** So near to the offset, the documents themselves are read and skipped. */
  static final long NEAR = 1_000;

  private final DocumentOrder order;
  private final long offset;

  /** Documents before {@code low} stand before the cut, those from {@code high} on behind it. */
  private final long[] low;

  private final long[] high;
  private final @Nullable Document[] lowKeys;
  private final @Nullable Document[] highKeys;
  private final long[] sizes;

  /** What was looked at last; a position of -1 where nothing was. */
  private long[] positions;

  private @Nullable Document[] keys;

  DocumentCut(DocumentOrder order, int nodes, long offset) {
    this.order = order;
    this.offset = offset;
    this.low = new long[nodes];
    this.high = new long[nodes];
    this.sizes = new long[nodes];
    this.positions = new long[nodes];
    this.lowKeys = new Document[nodes];
    this.highKeys = new Document[nodes];
    this.keys = new Document[nodes];
    Arrays.fill(high, offset);
    Arrays.fill(sizes, Long.MAX_VALUE);
  }

  /** Returns how many documents from {@code low} on stand before the cut, over all nodes. */
  long skipped() {
    return offset - Arrays.stream(low).sum();
  }

  /** Returns whether the rest can be skipped by reading it, or nothing is left to look at. */
  boolean isFound() {
    return skipped() <= NEAR || Arrays.equals(low, high);
  }

  /** Returns from which position on each node is to be read. */
  long[] low() {
    return low;
  }

  /**
   * Returns the positions to look at next, -1 where nothing is unknown.
   *
   * @param halving whether to halve what is unknown instead of expecting an even spread
   */
  long[] look(boolean halving) {
    positions = new long[low.length];
    double unknown = 0;
    for (int node = 0; node < low.length; node++) {
      unknown += high[node] - low[node];
    }
    double part = halving ? 0.5 : Math.min(1, skipped() / unknown);
    for (int node = 0; node < low.length; node++) {
      long width = high[node] - low[node];
      positions[node] =
          width == 0 ? -1 : Math.min(high[node] - 1, low[node] + (long) (width * part));
    }
    return positions.clone();
  }

  /**
   * Takes what was found at the positions of {@link #look}.
   *
   * @param found the documents; null where there was none
   * @param totals how many documents each node has, as far as it was asked
   */
  void learn(@Nullable Document[] found, long[] totals) {
    keys = found;
    for (int node = 0; node < low.length; node++) {
      if (positions[node] >= 0) {
        sizes[node] = totals[node];
        high[node] = Math.max(low[node], Math.min(high[node], totals[node]));
      }
    }
    boolean learnt = true;
    while (learnt) {
      learnt = false;
      for (int node = 0; node < low.length; node++) {
        learnt |= decide(node);
      }
    }
  }

  private boolean decide(int node) {
    @Nullable Document key = keys[node];
    long position = positions[node];
    if (key == null || position < low[node] || position >= high[node]) {
      return false;
    }
    long least = position;
    long most = position;
    for (int other = 0; other < low.length; other++) {
      if (other == node) {
        continue;
      }
      @Nullable Document before = lowKeys[other];
      @Nullable Document behind = highKeys[other];
      if (before != null && order.compare(key, before) < 0) {
        return setLow(node, position, key);
      }
      if (behind != null && order.compare(key, behind) > 0) {
        return setHigh(node, position, key);
      }
      least += leastBefore(key, other);
      most = plus(most, mostBefore(key, other));
    }
    if (most < offset) {
      return setLow(node, position, key);
    }
    return least >= offset && setHigh(node, position, key);
  }

  private long leastBefore(Document key, int other) {
    @Nullable Document theirs = keys[other];
    return theirs != null && order.compare(theirs, key) < 0
        ? Math.max(low[other], positions[other] + 1)
        : low[other];
  }

  private long mostBefore(Document key, int other) {
    boolean bounded = highKeys[other] != null || high[other] == sizes[other];
    long most = bounded ? high[other] : sizes[other];
    @Nullable Document theirs = keys[other];
    return theirs != null && order.compare(theirs, key) > 0
        ? Math.min(most, positions[other])
        : most;
  }

  private static long plus(long one, long other) {
    return other > Long.MAX_VALUE - one ? Long.MAX_VALUE : one + other;
  }

  private boolean setLow(int node, long position, Document key) {
    low[node] = position + 1;
    lowKeys[node] = key;
    return true;
  }

  private boolean setHigh(int node, long position, Document key) {
    high[node] = position;
    highKeys[node] = key;
    return true;
  }
}
