package miroir.chaos.embedded.ranking;

import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import miroir.chaos.embedded.store.Sets;
import org.jspecify.annotations.Nullable;

/** Makes a ranking rule of a sort rule; it has no score. */
final class SortingRule implements RankingRule {
  private final SortRule sort;
  private QueryGraph graph;
  private Iterator<SortRule.Bucket> buckets = List.<SortRule.Bucket>of().iterator();

  SortingRule(SortRule sort, QueryGraph graph) {
    this.sort = sort;
    this.graph = graph;
  }

  @Override
  public void start(BitSet universe, QueryGraph query) {
    graph = query;
    buckets = sort.cut(universe).iterator();
  }

  @Override
  public @Nullable Bucket next(BitSet universe) {
    if (!buckets.hasNext()) {
      return null;
    }
    SortRule.Bucket bucket = buckets.next();
    Score score = new Score(Score.Rule.SORT, 0, 0, bucket.details(), sort.detailsKey());
    return new Bucket(Sets.and(bucket.documents(), universe), graph, score);
  }
}
