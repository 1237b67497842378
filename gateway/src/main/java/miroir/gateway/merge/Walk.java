package miroir.gateway.merge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.gateway.json.FieldValue;
import org.jspecify.annotations.Nullable;

/**
 * The walk over the nodes' lists that makes the client's: as many hits as wanted, each value of the
 * distinct field once (merge-measured.md §4).
 */
final class Walk {
  /** How a walk ended. */
  enum End {
    /** As many hits as wanted are kept, or there are no more. */
    DONE,
    /** A node's list ended too early; what it hides could come next. */
    STARVED,
    /** A hit with several values was dropped; it may have hidden others on its node. */
    HIDDEN
  }

  private record Frozen(List<Hit> kept, Set<FieldValue> taken, Set<String> withoutValue) {}

  private final int wanted;
  private final @Nullable String distinct;
  private final @Nullable String primaryKey;
  private final int cap;
  private final TieOrder ties;
  private final double semanticRatio;
  private final List<Hit> kept = new ArrayList<>();
  private final Set<FieldValue> taken = new HashSet<>();
  private final Set<String> keptWithoutValue = new HashSet<>();
  private Frozen frozen = new Frozen(List.of(), Set.of(), Set.of());
  private int starving;

  Walk(SearchRequest request, IndexShape index, TieOrder ties) {
    this.wanted = request.last();
    this.distinct = request.distinct();
    this.primaryKey = index.primaryKey();
    this.cap = index.maxTotalHits();
    this.ties = ties;
    this.semanticRatio = request.semanticRatio();
  }

  /** Walks on behind what is kept. */
  End over(List<NodeList> lists) {
    return walk(lists, false);
  }

  /**
   * Walks on behind a full page, as far as hits tie with its last: a server without an order of
   * writing has looked at these too.
   */
  End overTies(List<NodeList> lists) {
    return walk(lists, true);
  }

  private End walk(List<NodeList> lists, boolean ties) {
    HeadMerge heads =
        new HeadMerge(
            lists.stream().map(NodeList::hits).toList(), primaryKey, this.ties, semanticRatio);
    @Nullable Hit head = heads.peek();
    while (head != null && goesOn(head, ties)) {
      int node = heads.take();
      if (!keep(head) && !ties && isHiding(head)) {
        return End.HIDDEN;
      }
      if (distinct != null
          && heads.isUsedUp(node)
          && lists.get(node).mayGoOn(cap)
          && needsMore(ties)) {
        starving = node;
        return End.STARVED;
      }
      head = heads.peek();
    }
    return End.DONE;
  }

  private boolean goesOn(Hit head, boolean ties) {
    return kept.size() < wanted
        || (needsMore(ties) && head.ranking().compareRules(kept.get(wanted - 1).ranking()) == 0);
  }

  private boolean needsMore(boolean ties) {
    return kept.size() < wanted
        || (ties && wanted > 0 && kept.get(wanted - 1).ranking().isJudged());
  }

  private boolean keep(Hit hit) {
    if (distinct == null) {
      kept.add(hit);
      return true;
    }
    List<FieldValue> values = hit.values(distinct);
    if (values.isEmpty()) {
      if (keptWithoutValue.add(identity(hit))) {
        kept.add(hit);
      }
      return true;
    }
    for (FieldValue value : values) {
      if (taken.contains(value)) {
        return false;
      }
    }
    taken.addAll(values);
    kept.add(hit);
    return true;
  }

  private boolean isHiding(Hit dropped) {
    return distinct != null && dropped.values(distinct).size() > 1;
  }

  /** A document that no filter on the field excludes comes again in later rounds. */
  private static String identity(Hit hit) {
    return new String(hit.json(), hit.from(), hit.to() - hit.from(), StandardCharsets.UTF_8);
  }

  /** Keeps for ever what is kept so far: other lists will come, without the values taken. */
  void freeze() {
    frozen = new Frozen(List.copyOf(kept), Set.copyOf(taken), Set.copyOf(keptWithoutValue));
  }

  /** Goes back to what was frozen last, to walk anew over other lists. */
  void restart() {
    kept.clear();
    kept.addAll(frozen.kept);
    taken.clear();
    taken.addAll(frozen.taken);
    keptWithoutValue.clear();
    keptWithoutValue.addAll(frozen.withoutValue);
  }

  List<Hit> kept() {
    return kept;
  }

  /** Returns the values of kept hits. */
  Set<FieldValue> taken() {
    return taken;
  }

  /** Returns the node whose list ended too early. */
  int starving() {
    return starving;
  }

  /** Returns how many of the kept hits have a value in the distinct field. */
  int keptWithValue() {
    return kept.size() - keptWithoutValue.size();
  }

  boolean isFull() {
    return kept.size() >= wanted;
  }
}
