package miroir.gateway.merge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the best of the nodes' next hits, again and again. The union is never sorted: a node's own
 * order inside a tie survives only this way, and a longer page begins with the shorter one
 * (merge-measured.md §2.1).
 */
final class HeadMerge {
  private final List<List<Hit>> lists;
  private final int[] next;
  private final @Nullable String primaryKey;
  private final TieOrder ties;
  private final double semanticRatio;

  /** Nodes that have hits left, in the order of their next ones. */
  private final int[] queue;

  private int queued;

  HeadMerge(
      List<List<Hit>> lists, @Nullable String primaryKey, TieOrder ties, double semanticRatio) {
    this.lists = lists;
    this.next = new int[lists.size()];
    this.queue = new int[lists.size()];
    this.primaryKey = primaryKey;
    this.ties = ties;
    this.semanticRatio = semanticRatio;
    for (int node = 0; node < next.length; node++) {
      enqueue(node);
    }
  }

  /** Returns the best of the next hits without taking it, or null when all lists are used up. */
  @Nullable Hit peek() {
    return queued == 0 ? null : head(queue[0]);
  }

  /** Takes the hit that {@link #peek} has shown; returns the node that it came from. */
  int take() {
    int node = queue[0];
    next[node]++;
    queued--;
    System.arraycopy(queue, 1, queue, 0, queued);
    enqueue(node);
    return node;
  }

  boolean isUsedUp(int list) {
    return next[list] >= lists.get(list).size();
  }

  private void enqueue(int node) {
    if (isUsedUp(node)) {
      return;
    }
    int from = 0;
    int to = queued;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int byHit = compare(head(node), head(queue[middle]));
      if (byHit < 0 || (byHit == 0 && node < queue[middle])) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    System.arraycopy(queue, from, queue, from + 1, queued - from);
    queue[from] = node;
    queued++;
  }

  private Hit head(int node) {
    return lists.get(node).get(next[node]);
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
