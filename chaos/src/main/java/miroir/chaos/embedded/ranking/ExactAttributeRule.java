package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.Sets;
import org.jspecify.annotations.Nullable;

/** Documents with an attribute that is the query come first, then those where it begins so. */
final class ExactAttributeRule implements RankingRule {
  private static final int MAX_RANK = 3;

  private final WordSource source;
  private final List<BitSet> starts = new ArrayList<>();
  private final List<BitSet> counts = new ArrayList<>();
  private QueryGraph graph;
  private int nextRank;

  ExactAttributeRule(WordSource source, QueryGraph graph) {
    this.source = source;
    this.graph = graph;
  }

  /** A term as it was written. */
  private record Exact(Located term, List<@Nullable String> words) {}

  @Override
  public void start(BitSet universe, QueryGraph query) {
    graph = query;
    starts.clear();
    counts.clear();
    nextRank = 1;
    List<Exact> terms = exactTerms(query);
    if (!isComplete(terms)) {
      return;
    }
    BitSet candidates = atPositions(terms, universe);
    if (candidates.isEmpty()) {
      return;
    }
    nextRank = MAX_RANK;
    int length =
        terms.stream().mapToInt(t -> t.term().lastPosition() - t.term().firstPosition() + 1).sum();
    for (int attribute : source.attributes().numbers()) {
      BitSet start = inAttribute(terms, attribute, candidates);
      if (!start.isEmpty()) {
        starts.add(start);
        counts.add(
            IndexView.countable(length)
                ? source.view().withWordCount(attribute, length)
                : new BitSet());
      }
    }
  }

  private static List<Exact> exactTerms(QueryGraph query) {
    TreeMap<Integer, Exact> byTerm = new TreeMap<>();
    for (int node = 2; node < query.size(); node++) {
      Located term = query.term(node);
      if (term == null) {
        continue;
      }
      Phrase phrase = term.subset().exactPhrase();
      String word = term.subset().exactWord();
      if (phrase != null) {
        byTerm.putIfAbsent(term.firstTerm(), new Exact(term, phrase.words()));
      } else if (word != null) {
        byTerm.putIfAbsent(term.firstTerm(), new Exact(term, List.of(word)));
      }
    }
    return new ArrayList<>(byTerm.values());
  }

  private static boolean isComplete(List<Exact> terms) {
    if (terms.isEmpty() || terms.get(0).term().firstTerm() != 0) {
      return false;
    }
    for (int i = 1; i < terms.size(); i++) {
      if (terms.get(i).term().firstTerm() - terms.get(i - 1).term().firstTerm() > 1) {
        return false;
      }
    }
    return true;
  }

  private BitSet atPositions(List<Exact> terms, BitSet universe) {
    BitSet candidates = Sets.copy(universe);
    for (Exact term : terms) {
      for (int i = 0; i < term.words().size(); i++) {
        String word = term.words().get(i);
        if (word != null) {
          int position = WordSource.bucketed(term.term().firstPosition() + i);
          candidates.and(source.positionsOf(word).getOrDefault(position, new BitSet()));
        }
      }
    }
    return candidates;
  }

  private BitSet inAttribute(List<Exact> terms, int attribute, BitSet candidates) {
    BitSet start = Sets.copy(candidates);
    for (Exact term : terms) {
      for (String word : term.words()) {
        if (word != null) {
          start.and(source.attributesOf(word).getOrDefault(attribute, new BitSet()));
        }
      }
    }
    return start;
  }

  @Override
  public @Nullable Bucket next(BitSet universe) {
    int rank = nextRank;
    if (rank < 1) {
      return null;
    }
    nextRank--;
    BitSet found = rank == 1 ? Sets.copy(universe) : new BitSet();
    for (int i = 0; i < starts.size() && rank > 1; i++) {
      found.or(
          rank == MAX_RANK
              ? Sets.and(starts.get(i), counts.get(i))
              : Sets.andNot(starts.get(i), counts.get(i)));
    }
    found.and(universe);
    return new Bucket(found, graph, Score.ranked(Score.Rule.EXACT_ATTRIBUTE, rank, MAX_RANK));
  }
}
