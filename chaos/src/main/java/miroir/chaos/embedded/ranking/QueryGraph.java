package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** All ways to read a query: nodes are terms, and a way from start to end is one reading. */
final class QueryGraph {
  static final int START = 0;
  static final int END = 1;

  private final List<@Nullable Located> terms = new ArrayList<>();
  private final List<BitSet> successors = new ArrayList<>();
  private final List<BitSet> predecessors = new ArrayList<>();

  private QueryGraph() {
    addNode(null);
    addNode(null);
  }

  private int addNode(@Nullable Located term) {
    terms.add(term);
    successors.add(new BitSet());
    predecessors.add(new BitSet());
    return terms.size() - 1;
  }

  int size() {
    return terms.size();
  }

  /** The term of a node; null for start, end and what was removed. */
  @Nullable Located term(int node) {
    return terms.get(node);
  }

  BitSet successors(int node) {
    return successors.get(node);
  }

  BitSet predecessors(int node) {
    return predecessors.get(node);
  }

  private void connect(int from, int to) {
    successors.get(from).set(to);
    predecessors.get(to).set(from);
  }

  /** The readings of a query: neighbouring words may also have been meant as one. */
  static QueryGraph of(List<Located> query, Derivations derivations) {
    QueryGraph graph = new QueryGraph();
    for (int i = 0; i < query.size(); i++) {
      graph.addNode(query.get(i));
      for (int length = 2; length <= 3 && i - length + 1 >= 0; length++) {
        Located joined = joined(query.subList(i - length + 1, i + 1), derivations);
        if (joined != null) {
          graph.addNode(joined);
        }
      }
    }
    graph.connectNeighbours();
    return graph;
  }

  private static @Nullable Located joined(List<Located> parts, Derivations derivations) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Located part = parts.get(i);
      boolean apart = i > 0 && parts.get(i - 1).lastPosition() != part.firstPosition() - 1;
      if (apart || part.subset().term().phrase() != null) {
        return null;
      }
      words.add(part.subset().term().original());
    }
    String word = String.join("", words);
    int typos = Math.max(0, derivations.allowedTypos(word) - (parts.size() - 1));
    Located first = parts.get(0);
    Located last = parts.get(parts.size() - 1);
    QueryTerm term =
        derivations.term(
            word, typos, last.subset().term().isPrefix(), new Phrase(List.copyOf(words)));
    derivations.addSynonyms(term, words);
    return new Located(
        TermSubset.full(term),
        first.firstPosition(),
        last.lastPosition(),
        first.firstTerm(),
        last.lastTerm());
  }

  private void connectNeighbours() {
    for (int node = 0; node < size(); node++) {
      if (node == END) {
        continue;
      }
      Located term = terms.get(node);
      int last = term == null ? -1 : term.lastTerm();
      int nearest = Integer.MAX_VALUE;
      for (Located other : terms) {
        if (other != null && other.firstTerm() > last) {
          nearest = Math.min(nearest, other.firstTerm());
        }
      }
      for (int next = END; next < size(); next++) {
        Located other = terms.get(next);
        int first = other == null ? Integer.MAX_VALUE : other.firstTerm();
        if (first == nearest && first > last) {
          connect(node, next);
        }
      }
    }
  }

  /** A graph of exactly these readings. */
  static QueryGraph ofPaths(List<List<Located>> paths) {
    QueryGraph graph = new QueryGraph();
    Map<List<Located>, Integer> bySuffix = new HashMap<>();
    for (List<Located> path : paths) {
      int previous = START;
      for (int i = 0; i < path.size(); i++) {
        Located term = path.get(i);
        int node =
            bySuffix.computeIfAbsent(path.subList(i, path.size()), rest -> graph.addNode(term));
        graph.connect(previous, node);
        previous = node;
      }
      graph.connect(previous, END);
    }
    return graph;
  }

  /** A copy without some nodes, whose neighbours become neighbours. */
  QueryGraph without(BitSet nodes) {
    QueryGraph copy = new QueryGraph();
    for (int node = 2; node < size(); node++) {
      copy.addNode(terms.get(node));
    }
    for (int node = 0; node < size(); node++) {
      copy.successors.get(node).or(successors.get(node));
      copy.predecessors.get(node).or(predecessors.get(node));
    }
    for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
      copy.bridge(node);
    }
    return copy;
  }

  private void bridge(int node) {
    BitSet before = (BitSet) predecessors.get(node).clone();
    BitSet after = (BitSet) successors.get(node).clone();
    for (int p = before.nextSetBit(0); p >= 0; p = before.nextSetBit(p + 1)) {
      successors.get(p).clear(node);
      successors.get(p).or(after);
    }
    for (int s = after.nextSetBit(0); s >= 0; s = after.nextSetBit(s + 1)) {
      predecessors.get(s).clear(node);
      predecessors.get(s).or(before);
    }
    terms.set(node, null);
    successors.get(node).clear();
    predecessors.get(node).clear();
  }

  /** Which nodes may be left out first, second and so on, if the last words go first. */
  List<BitSet> removalOrderLastFirst() {
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (Located term : terms) {
      if (term != null) {
        first = Math.min(first, term.firstTerm());
        last = Math.max(last, term.lastTerm());
      }
    }
    if (first >= last) {
      return List.of();
    }
    int greatest = last;
    return removalOrder(term -> 1 + greatest - term);
  }

  /** Which nodes may be left out, by the cost of their terms, the cheapest ones first. */
  List<BitSet> removalOrder(IntUnaryOperator costOfTerm) {
    TreeMap<Integer, BitSet> byCost = new TreeMap<>();
    boolean mandatory = false;
    for (int node = 2; node < size(); node++) {
      Located term = terms.get(node);
      if (term == null) {
        continue;
      }
      if (term.subset().exactPhrase() != null || term.subset().mandatory()) {
        mandatory = true;
        continue;
      }
      int cost = 0;
      for (int number = term.firstTerm(); number <= term.lastTerm(); number++) {
        cost = Math.max(cost, costOfTerm.applyAsInt(number));
      }
      byCost.computeIfAbsent(cost, c -> new BitSet()).set(node);
    }
    List<BitSet> order = new ArrayList<>(byCost.values());
    if (!mandatory && !order.isEmpty()) {
      order.remove(order.size() - 1);
    }
    return order;
  }

  /** How many words stand in phrases. */
  int wordsInPhrases() {
    int count = 0;
    for (Located term : terms) {
      Phrase phrase = term == null ? null : term.subset().exactPhrase();
      count += phrase == null ? 0 : phrase.known().size();
    }
    return count;
  }
}
