package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import miroir.chaos.embedded.store.Sets;

/** Finds the documents of terms and of whole queries. */
final class TermDocuments {
  private final Derivations derivations;
  private final WordSource source;

  TermDocuments(Derivations derivations) {
    this.derivations = derivations;
    this.source = derivations.source();
  }

  Derivations derivations() {
    return derivations;
  }

  WordSource source() {
    return source;
  }

  /** Documents of a universe that have what is in a subset. */
  BitSet of(TermSubset subset, BitSet universe) {
    BitSet found = new BitSet();
    for (TermSubset.Word word : subset.words(derivations)) {
      found.or(source.documents(word));
    }
    for (Phrase phrase : subset.phrases(derivations)) {
      found.or(source.phrase(phrase));
    }
    TermSubset.Word prefix = subset.prefixAtOnce();
    if (prefix != null) {
      for (String word : source.manyWithPrefix(prefix.text())) {
        found.or(source.documents(new TermSubset.Word(word, prefix.derived())));
      }
    }
    found.and(universe);
    return found;
  }

  /** Looks up where a word is by some number. */
  interface Lookup {
    Map<Integer, BitSet> of(String word);
  }

  /** Documents of a universe that have what is in a subset, by attribute or by position. */
  Map<Integer, BitSet> by(Lookup lookup, TermSubset subset, BitSet universe) {
    Map<Integer, BitSet> sets = new HashMap<>();
    for (TermSubset.Word word : subset.words(derivations)) {
      merge(sets, lookup.of(word.text()), universe);
    }
    for (Phrase phrase : subset.phrases(derivations)) {
      List<String> known = phrase.known();
      if (!known.isEmpty()) {
        merge(sets, lookup.of(known.get(0)), Sets.and(source.phrase(phrase), universe));
      }
    }
    TermSubset.Word prefix = subset.prefixAtOnce();
    if (prefix != null) {
      for (String word : source.manyWithPrefix(prefix.text())) {
        merge(sets, lookup.of(word), universe);
      }
    }
    return sets;
  }

  private static void merge(Map<Integer, BitSet> into, Map<Integer, BitSet> more, BitSet universe) {
    more.forEach(
        (key, set) -> {
          BitSet target = into.computeIfAbsent(key, k -> new BitSet());
          target.or(Sets.and(set, universe));
        });
  }

  /** Documents of a universe that match some reading of a graph. */
  BitSet of(QueryGraph graph, BitSet universe) {
    BitSet[] found = new BitSet[graph.size()];
    found[QueryGraph.START] = universe;
    List<Integer> open = new ArrayList<>();
    for (int node = 1; node < graph.size(); node++) {
      if (!graph.predecessors(node).isEmpty()) {
        open.add(node);
      }
    }
    while (!open.isEmpty()) {
      int before = open.size();
      open.removeIf(node -> resolve(graph, node, found));
      if (open.size() == before) {
        throw new IllegalStateException("the query graph has a circle");
      }
    }
    BitSet all = found[QueryGraph.END];
    return all == null ? new BitSet() : all;
  }

  private boolean resolve(QueryGraph graph, int node, BitSet[] found) {
    BitSet predecessors = graph.predecessors(node);
    BitSet before = new BitSet();
    for (int p = predecessors.nextSetBit(0); p >= 0; p = predecessors.nextSetBit(p + 1)) {
      if (found[p] == null) {
        return false;
      }
      before.or(found[p]);
    }
    Located term = graph.term(node);
    found[node] = term == null ? before : of(term.subset(), before);
    return true;
  }

  /** Which nodes may be left out first if the most frequent words go first. */
  List<BitSet> removalOrderFrequentFirst(QueryGraph graph) {
    Map<Integer, BitSet> byTerm = new HashMap<>();
    for (int node = 2; node < graph.size(); node++) {
      Located term = graph.term(node);
      if (term != null) {
        BitSet documents = of(term.subset(), source.view().all());
        for (int number = term.firstTerm(); number <= term.lastTerm(); number++) {
          byTerm.computeIfAbsent(number, n -> new BitSet()).or(documents);
        }
      }
    }
    List<Map.Entry<Integer, Integer>> frequencies = new ArrayList<>();
    byTerm.forEach(
        (term, set) ->
            frequencies.add(
                Map.entry(term, set.isEmpty() ? Integer.MAX_VALUE : set.cardinality())));
    frequencies.sort(
        Comparator.comparing((Map.Entry<Integer, Integer> e) -> -e.getValue())
            .thenComparing(Map.Entry::getKey));
    Map<Integer, Integer> weights = new HashMap<>();
    int weight = 1;
    for (int i = 0; i < frequencies.size(); i++) {
      weights.put(frequencies.get(i).getKey(), weight);
      boolean next = i + 1 < frequencies.size();
      if (next && !frequencies.get(i + 1).getValue().equals(frequencies.get(i).getValue())) {
        weight++;
      }
    }
    return graph.removalOrder(term -> weights.getOrDefault(term, 0));
  }
}
