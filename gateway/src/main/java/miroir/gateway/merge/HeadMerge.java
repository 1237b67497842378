package miroir.gateway.merge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the best of the nodes' next hits, again and again. The union is never sorted: a node's own
 * order inside a tie survives only this way, and a longer page begins with the shorter one
 * (merge-measured.md §2.1).
 */
final class HeadMerge {
  private static final int NO_NODE = -1;

  private final List<List<Hit>> lists;
  private final int[] next;
  private final @Nullable String primaryKey;
  private final TieOrder ties;
  private final double semanticRatio;
  private int node = NO_NODE;

  HeadMerge(
      List<List<Hit>> lists, @Nullable String primaryKey, TieOrder ties, double semanticRatio) {
    this.lists = lists;
    this.next = new int[lists.size()];
    this.primaryKey = primaryKey;
    this.ties = ties;
    this.semanticRatio = semanticRatio;
  }

  /** Returns the best of the next hits without taking it, or null when all lists are used up. */
  @Nullable Hit peek() {
    @Nullable Hit best = null;
    node = NO_NODE;
    for (int i = 0; i < next.length; i++) {
      if (next[i] < lists.get(i).size()) {
        Hit head = lists.get(i).get(next[i]);
        if (best == null || compare(head, best) < 0) {
          best = head;
          node = i;
        }
      }
    }
    return best;
  }

  /** Takes the hit that {@link #peek} has shown last; returns the node that it came from. */
  int take() {
    next[node]++;
    return node;
  }

  boolean isUsedUp(int list) {
    return next[list] >= lists.get(list).size();
  }

  private int compare(Hit one, Hit other) {
    if (one.ranking().isSemantic() != other.ranking().isSemantic()) {
      return compareKinds(one, other);
    }
    int byRank = one.ranking().compareWith(other.ranking());
    return byRank != 0 || ties == TieOrder.NONE ? byRank : Long.compare(place(one), place(other));
  }

  /** Of a hit by words and one by its vector the one with the greater weighted score is first. */
  private int compareKinds(Hit one, Hit other) {
    int byScore = Double.compare(weighted(other), weighted(one));
    return byScore != 0
        ? byScore
        : Boolean.compare(other.ranking().isSemantic(), one.ranking().isSemantic());
  }

  private double weighted(Hit hit) {
    return hit.score() * (hit.ranking().isSemantic() ? semanticRatio : 1 - semanticRatio);
  }

  private long place(Hit hit) {
    @Nullable String key = primaryKey == null ? null : hit.text(primaryKey);
    return key == null ? Long.MAX_VALUE : ties.of(key);
  }
}
