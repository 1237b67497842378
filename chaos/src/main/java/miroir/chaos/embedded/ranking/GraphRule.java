package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import miroir.chaos.embedded.store.Sets;
import org.jspecify.annotations.Nullable;

/**
 * A rule that prices the ways through the query graph: documents on the cheapest ways come first.
 * The readings of a bucket are the ways that found new documents.
 */
final class GraphRule implements RankingRule {
  private final Score.Rule rule;
  private final EdgeSource source;
  private final @Nullable RemovalOrder removal;

  private QueryGraph graph;
  private List<List<Edge>> edges = List.of();
  private List<NavigableSet<Integer>> costs = List.of();
  private int nextCost;
  private int maxRank;
  private final Map<Condition, BitSet> resolved = new HashMap<>();

  /** Which nodes may be left out, in order. */
  @FunctionalInterface
  interface RemovalOrder {
    List<BitSet> of(QueryGraph graph);
  }

  /**
   * A rule.
   *
   * @param removal set for the one rule that leaves words out
   */
  GraphRule(Score.Rule rule, EdgeSource source, @Nullable RemovalOrder removal, QueryGraph graph) {
    this.rule = rule;
    this.source = source;
    this.removal = removal;
    this.graph = graph;
  }

  @Override
  public void start(BitSet universe, QueryGraph query) {
    graph = query;
    resolved.clear();
    nextCost = 0;
    Map<Integer, BitSet> removable = new HashMap<>();
    int extra = 1;
    if (removal != null) {
      extra += Math.max(0, query.wordsInPhrases() - 1);
      BitSet forbidden = new BitSet();
      for (BitSet nodes : removal.of(query)) {
        BitSet before = Sets.copy(forbidden);
        nodes.stream().forEach(node -> removable.put(node, before));
        forbidden.or(nodes);
      }
    }
    edges = buildEdges(universe, removable);
    costs = costsToEnd();
    NavigableSet<Integer> fromStart = costs.get(QueryGraph.START);
    maxRank = extra + (fromStart.isEmpty() ? 0 : fromStart.last());
  }

  private List<List<Edge>> buildEdges(BitSet universe, Map<Integer, BitSet> removable) {
    List<List<Edge>> all = new ArrayList<>();
    for (int node = 0; node < graph.size(); node++) {
      List<Edge> own = new ArrayList<>();
      BitSet next = graph.successors(node);
      for (int to = next.nextSetBit(0); to >= 0; to = next.nextSetBit(to + 1)) {
        addEdges(own, graph.term(node), to, universe, removable);
      }
      all.add(own);
    }
    return all;
  }

  private void addEdges(
      List<Edge> own,
      @Nullable Located from,
      int target,
      BitSet universe,
      Map<Integer, BitSet> removable) {
    Located to = graph.term(target);
    if (to == null) {
      own.add(new Edge(target, 0, null, new BitSet()));
      return;
    }
    BitSet forbidden = removable.get(target);
    if (forbidden != null) {
      own.add(new Edge(target, to.size(), null, forbidden));
    }
    for (EdgeSource.Priced priced : source.conditions(from, to, universe)) {
      own.add(new Edge(target, priced.cost(), priced.condition(), new BitSet()));
    }
  }

  private List<NavigableSet<Integer>> costsToEnd() {
    List<NavigableSet<Integer>> all = new ArrayList<>();
    for (int node = 0; node < graph.size(); node++) {
      all.add(new TreeSet<>());
    }
    all.get(QueryGraph.END).add(0);
    boolean[] done = new boolean[graph.size()];
    done[QueryGraph.END] = true;
    addCosts(QueryGraph.START, all, done);
    return all;
  }

  private void addCosts(int node, List<NavigableSet<Integer>> all, boolean[] done) {
    if (done[node]) {
      return;
    }
    done[node] = true;
    for (Edge edge : edges.get(node)) {
      addCosts(edge.target(), all, done);
      for (int rest : all.get(edge.target())) {
        all.get(node).add(edge.cost() + rest);
      }
    }
  }

  @Override
  public @Nullable Bucket next(BitSet universe) {
    Integer cost = costs.get(QueryGraph.START).ceiling(nextCost);
    if (cost == null) {
      return null;
    }
    nextCost = cost + 1;
    Walk walk = new Walk(Sets.copy(universe), cost);
    walk.visit(QueryGraph.START);
    QueryGraph readings = QueryGraph.ofPaths(walk.readings());
    return new Bucket(walk.found, readings, Score.ranked(rule, maxRank - cost, maxRank));
  }

  /** Goes all ways of one cost and collects the documents on them. */
  private final class Walk {
    private final BitSet found = new BitSet();
    private final List<List<Condition>> goodPaths = new ArrayList<>();
    private final List<BitSet> levels = new ArrayList<>();
    private final List<Condition> path = new ArrayList<>();
    private final BitSet visited = new BitSet();
    private BitSet skipped = new BitSet();
    private final BitSet universe;
    private int remaining;

    Walk(BitSet universe, int cost) {
      this.universe = universe;
      this.remaining = cost;
      levels.add(universe);
    }

    void visit(int node) {
      for (Edge edge : edges.get(node)) {
        if (universe.isEmpty() || top().isEmpty()) {
          return;
        }
        int rest = remaining - edge.cost();
        if (rest < 0 || !costs.get(edge.target()).contains(rest)) {
          continue;
        }
        remaining = rest;
        take(edge);
        remaining = rest + edge.cost();
      }
    }

    private BitSet top() {
      return levels.get(levels.size() - 1);
    }

    private void take(Edge edge) {
      Condition condition = edge.condition();
      if (condition == null) {
        pass(edge);
        return;
      }
      if (skipped.get(edge.target()) || edge.nodesToSkip().intersects(visited)) {
        return;
      }
      BitSet documents = Sets.and(top(), documents(condition));
      if (documents.isEmpty()) {
        return;
      }
      path.add(condition);
      levels.add(documents);
      visited.set(edge.target());
      visit(edge.target());
      visited.clear(edge.target());
      levels.remove(levels.size() - 1);
      path.remove(path.size() - 1);
    }

    private void pass(Edge edge) {
      if (edge.target() == QueryGraph.END) {
        arrive();
        return;
      }
      BitSet before = skipped;
      skipped = Sets.or(skipped, edge.nodesToSkip());
      visit(edge.target());
      skipped = before;
    }

    private void arrive() {
      BitSet arrived = Sets.copy(top());
      goodPaths.add(List.copyOf(path));
      found.or(arrived);
      levels.forEach(level -> level.andNot(arrived));
    }

    private BitSet documents(Condition condition) {
      return resolved.computeIfAbsent(condition, asked -> asked.resolver().resolve(universe));
    }

    List<List<Located>> readings() {
      List<List<Located>> readings = new ArrayList<>();
      goodPaths.forEach(good -> readings.add(reading(good)));
      return readings;
    }
  }

  /** The terms of a way; where two conditions speak of the same term, both narrow it. */
  private static List<Located> reading(List<Condition> path) {
    List<Located> terms = new ArrayList<>();
    Located previous = null;
    for (Condition condition : path) {
      Located left = condition.left();
      if (previous != null) {
        if (left == null) {
          terms.add(previous);
        } else if (left.coversSameTerms(previous)) {
          terms.add(left.with(left.subset().and(previous.subset())));
        } else {
          terms.add(previous);
          terms.add(left);
        }
      } else if (left != null) {
        terms.add(left);
      }
      previous = condition.right();
    }
    if (previous != null) {
      terms.add(previous);
    }
    return terms;
  }
}
