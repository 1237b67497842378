package miroir.chaos.embedded.ranking;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Cuts a set of documents into buckets, best first. */
interface RankingRule {
  /**
   * Documents that are equally good.
   *
   * @param graph the readings of the query that found them
   */
  record Bucket(BitSet documents, QueryGraph graph, Score score) {}

  /** Begins with a set and the readings of the query that found it. */
  void start(BitSet universe, QueryGraph graph);

  /** The next bucket of what is left of the set, or null; buckets may be empty. */
  @Nullable Bucket next(BitSet universe);
}
