package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import miroir.chaos.embedded.store.Sets;
import org.jspecify.annotations.Nullable;

/** Runs ranking rules one within the other until enough hits are found. */
final class BucketSort {
  private final List<RankingRule> rules;
  private final @Nullable DistinctRule distinct;
  private final int length;
  private final int evaluated;
  private final OptionalDouble threshold;

  private final List<RankedHits.Hit> hits = new ArrayList<>();
  private final List<BitSet> universes = new ArrayList<>();
  private final List<Score> scores = new ArrayList<>();
  private final BitSet candidates;

  private BucketSort(
      List<RankingRule> rules,
      Optional<DistinctRule> distinct,
      RankingRequest request,
      BitSet universe) {
    this.rules = rules;
    this.distinct = distinct.orElse(null);
    this.length = request.length();
    this.threshold = request.threshold();
    boolean deep = request.exhaustive() && request.threshold().isPresent();
    this.evaluated = deep ? request.maxTotalHits() : request.length();
    this.candidates = Sets.copy(universe);
  }

  /** Hits in order and everything that counts as found; the terms are left empty. */
  static RankedHits sort(
      List<RankingRule> rules,
      QueryGraph graph,
      BitSet universe,
      Optional<DistinctRule> distinct,
      RankingRequest request) {
    BucketSort sort = new BucketSort(rules, distinct, request, universe);
    if (rules.isEmpty()) {
      sort.withoutRules(universe);
    } else {
      sort.run(graph, universe);
    }
    if (request.exhaustive() && sort.distinct != null) {
      BitSet all = sort.distinct.cut(sort.candidates).remaining();
      return new RankedHits(sort.hits, all, List.of());
    }
    return new RankedHits(sort.hits, sort.candidates, List.of());
  }

  private void withoutRules(BitSet universe) {
    BitSet excluded = new BitSet();
    BitSet taken = new BitSet();
    for (int n = universe.nextSetBit(0); n >= 0; n = universe.nextSetBit(n + 1)) {
      if (hits.size() >= length) {
        break;
      }
      if (excluded.get(n)) {
        continue;
      }
      if (distinct != null) {
        BitSet one = new BitSet();
        one.set(n);
        excluded.or(distinct.cut(one).excluded());
      }
      hits.add(new RankedHits.Hit(n, List.of()));
      taken.set(n);
    }
    candidates.andNot(excluded);
    candidates.or(taken);
  }

  private void run(QueryGraph graph, BitSet universe) {
    for (int i = 0; i < rules.size(); i++) {
      universes.add(new BitSet());
    }
    universes.set(0, Sets.copy(universe));
    rules.get(0).start(universe, graph);
    int level = 0;
    while (level >= 0 && hits.size() < evaluated) {
      BitSet left = universes.get(level);
      RankingRule.Bucket bucket = left.isEmpty() ? null : rules.get(level).next(left);
      if (bucket == null) {
        universes.set(level, new BitSet());
        level--;
        if (level >= 0 && scores.size() > level) {
          scores.remove(scores.size() - 1);
        }
        continue;
      }
      scores.add(bucket.score());
      left.andNot(bucket.documents());
      level = take(bucket, level);
    }
  }

  /** Takes a bucket, or goes into it; tells the level to go on at. */
  private int take(RankingRule.Bucket bucket, int level) {
    boolean below = threshold.isPresent() && Score.global(scores) < threshold.getAsDouble();
    if (below) {
      candidates.andNot(bucket.documents());
      candidates.andNot(universes.get(level));
      scores.remove(scores.size() - 1);
      return level;
    }
    if (level == rules.size() - 1) {
      add(bucket.documents());
      scores.remove(scores.size() - 1);
      return level;
    }
    universes.set(level + 1, Sets.copy(bucket.documents()));
    rules.get(level + 1).start(bucket.documents(), bucket.graph());
    return level + 1;
  }

  private void add(BitSet documents) {
    BitSet shown = documents;
    if (distinct != null) {
      DistinctRule.Cut cut = distinct.cut(documents);
      universes.forEach(universe -> universe.andNot(cut.excluded()));
      candidates.andNot(cut.excluded());
      shown = cut.remaining();
    }
    candidates.or(shown);
    List<Score> told = List.copyOf(scores);
    for (int n = shown.nextSetBit(0); n >= 0 && hits.size() < length; n = shown.nextSetBit(n + 1)) {
      hits.add(new RankedHits.Hit(n, told));
    }
  }
}
