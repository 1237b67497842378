package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import miroir.chaos.embedded.store.Sets;
import org.jspecify.annotations.Nullable;

/** The conditions of the rule that looks at the distance between neighbouring terms. */
final class ProximityEdges implements EdgeSource {
  private static final int FAR = 4;

  private final TermDocuments documents;
  private final WordSource source;

  ProximityEdges(TermDocuments documents) {
    this.documents = documents;
    this.source = documents.source();
  }

  @Override
  public List<Priced> conditions(@Nullable Located from, Located to, BitSet universe) {
    int base = to.size() - 1;
    Condition anywhere = new Condition(null, to, left -> documents.of(to.subset(), left));
    if (from == null || from.lastPosition() + 1 != to.firstPosition()) {
      return List.of(new Priced(base, anywhere));
    }
    List<Priced> edges = new ArrayList<>();
    for (int cost = base; cost < FAR - 1 + base; cost++) {
      int forward = cost + 2 - to.size();
      edges.add(new Priced(cost, new Condition(from, to, left -> near(from, to, forward, left))));
    }
    edges.add(new Priced(FAR - 1 + base, anywhere));
    return edges;
  }

  /** A word at the side of a term, and the phrase that it belongs to. */
  private record Side(String word, @Nullable Phrase phrase) {}

  private BitSet near(Located from, Located to, int forward, BitSet universe) {
    int backward = forward - 1;
    BitSet found = new BitSet();
    Set<Side> lefts = lastWords(from.subset());
    TermSubset.Word prefix = to.subset().prefixAtOnce();
    Set<Side> rights = firstWords(to.subset());
    for (Side left : lefts) {
      BitSet within = universe;
      if (left.phrase() != null) {
        within = Sets.and(universe, source.phrase(left.phrase()));
      }
      if (within.isEmpty()) {
        continue;
      }
      if (prefix != null) {
        nearPrefix(left, prefix.text(), forward, backward, within, found);
      }
      for (Side right : rights) {
        nearWord(left, right, forward, backward, within, found);
      }
    }
    return found;
  }

  private void nearPrefix(
      Side left, String prefix, int forward, int backward, BitSet within, BitSet found) {
    for (String word : source.manyWithPrefix(prefix)) {
      found.or(Sets.and(source.pair(left.word(), word, forward), within));
    }
    if (left.phrase() == null) {
      found.or(Sets.and(source.pair(prefix, left.word(), backward), within));
    }
  }

  private void nearWord(
      Side left, Side right, int forward, int backward, BitSet universe, BitSet found) {
    BitSet within = universe;
    if (right.phrase() != null) {
      within = Sets.and(universe, source.phrase(right.phrase()));
    }
    found.or(Sets.and(source.pair(left.word(), right.word(), forward), within));
    if (backward >= 1 && left.phrase() == null && right.phrase() == null) {
      found.or(Sets.and(source.pair(right.word(), left.word(), backward), within));
    }
  }

  private Set<Side> lastWords(TermSubset subset) {
    Set<Side> sides = new LinkedHashSet<>();
    subset.words(documents.derivations()).forEach(w -> sides.add(new Side(w.text(), null)));
    for (Phrase phrase : subset.phrases(documents.derivations())) {
      String last = phrase.words().get(phrase.words().size() - 1);
      if (last != null) {
        sides.add(new Side(last, phrase));
      }
    }
    return sides;
  }

  private Set<Side> firstWords(TermSubset subset) {
    Set<Side> sides = new LinkedHashSet<>();
    subset.words(documents.derivations()).forEach(w -> sides.add(new Side(w.text(), null)));
    for (Phrase phrase : subset.phrases(documents.derivations())) {
      String first = phrase.words().get(0);
      if (first != null) {
        sides.add(new Side(first, phrase));
      }
    }
    return sides;
  }
}
