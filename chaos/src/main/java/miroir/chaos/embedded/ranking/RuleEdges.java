package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.chaos.embedded.store.Sets;
import org.jspecify.annotations.Nullable;

/** The conditions of the rules that look at one term at a time. */
final class RuleEdges {
  private static final int WORST_POSITION_COST = 10;

  private final TermDocuments documents;

  RuleEdges(TermDocuments documents) {
    this.documents = documents;
  }

  private Condition any(Located to) {
    return new Condition(null, to, universe -> documents.of(to.subset(), universe));
  }

  /** Words: the term is there. */
  List<EdgeSource.Priced> words(@Nullable Located from, Located to, BitSet universe) {
    return List.of(new EdgeSource.Priced(0, any(to)));
  }

  /** Typos: each costs one; words written together cost as many as they are. */
  List<EdgeSource.Priced> typos(@Nullable Located from, Located to, BitSet universe) {
    List<EdgeSource.Priced> edges = new ArrayList<>();
    int base = to.size() == 1 ? 0 : to.size();
    for (int typos = 0; typos <= to.subset().maxTypoCost(); typos++) {
      edges.add(new EdgeSource.Priced(base + typos, any(to.with(to.subset().withTypos(typos)))));
    }
    return edges;
  }

  /** Attributes: the weight of the attribute that the term is in. */
  List<EdgeSource.Priced> attributes(@Nullable Located from, Located to, BitSet universe) {
    WordSource source = documents.source();
    Map<Integer, BitSet> sets = documents.by(source::attributesOf, to.subset(), universe);
    List<EdgeSource.Priced> edges = new ArrayList<>();
    BitSet none = new BitSet();
    int greatest = 0;
    for (Map.Entry<Integer, BitSet> entry : new TreeMap<>(sets).entrySet()) {
      int weight = source.attributes().weight(entry.getKey());
      if (weight >= 0) {
        greatest = Math.max(greatest, weight);
        BitSet found = source.attributes().isLeftOut(entry.getKey()) ? none : entry.getValue();
        edges.add(
            new EdgeSource.Priced(
                weight * to.size(), new Condition(null, to, left -> Sets.and(found, left))));
      }
    }
    int worst = source.attributes().maxWeight();
    if (greatest < worst) {
      edges.add(new EdgeSource.Priced(worst * to.size(), new Condition(null, to, left -> none)));
    }
    return edges;
  }

  /** Positions: how far the term is from where it stands in the query. */
  List<EdgeSource.Priced> positions(@Nullable Located from, Located to, BitSet universe) {
    Map<Integer, BitSet> sets =
        documents.by(documents.source()::positionsOf, to.subset(), universe);
    TreeMap<Integer, BitSet> byCost = new TreeMap<>();
    sets.forEach(
        (position, found) -> {
          int distance = Math.abs(position - to.firstPosition());
          int cost = 0;
          for (int i = 0; i < to.size(); i++) {
            cost += positionCost(distance + i);
          }
          byCost.computeIfAbsent(cost, c -> new BitSet()).or(found);
        });
    byCost.computeIfAbsent(WORST_POSITION_COST * to.size(), c -> new BitSet());
    List<EdgeSource.Priced> edges = new ArrayList<>();
    byCost.forEach(
        (cost, found) ->
            edges.add(
                new EdgeSource.Priced(
                    cost, new Condition(null, to, left -> Sets.and(found, left)))));
    return edges;
  }

  private static int positionCost(int distance) {
    int[] limits = {0, 1, 4, 7, 11, 16, 24, 64, 256, 1024};
    for (int cost = 0; cost < limits.length; cost++) {
      if (distance <= limits[cost]) {
        return cost;
      }
    }
    return WORST_POSITION_COST;
  }

  /** Exactness: the term stands there as it was written, or the term costs its length. */
  List<EdgeSource.Priced> exactness(@Nullable Located from, Located to, BitSet universe) {
    Located exact = to.with(to.subset().exactOnly());
    Condition asWritten = new Condition(null, exact, left -> exactDocuments(to.subset(), left));
    return List.of(new EdgeSource.Priced(0, asWritten), new EdgeSource.Priced(to.size(), any(to)));
  }

  private BitSet exactDocuments(TermSubset subset, BitSet universe) {
    Phrase phrase = subset.exactPhrase();
    if (phrase != null) {
      return Sets.and(documents.source().phrase(phrase), universe);
    }
    String word = subset.exactWord();
    if (word == null) {
      return new BitSet();
    }
    return Sets.and(documents.source().documents(new TermSubset.Word(word, false)), universe);
  }
}
