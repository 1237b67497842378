package miroir.gateway.merge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One search on its way from a client's request to its answer: which nodes to ask what, in as many
 * rounds as it takes, nearly always one. It does no I/O and keeps no time: the caller sends what a
 * {@link Step.Round} says and brings the answers. Used by one thread at a time.
 */
public final class MergePlan {
  /** Rounds that a distinct search may take to fill its page. */
  private static final int DISTINCT_ROUNDS = 8;

  private final SearchRequest request;
  private final IndexShape index;
  private final NodeQuery query;
  private final List<@Nullable String> shardFilters;
  private final TieOrder ties;
  private final String requestUid;
  private final Walk walk;
  private final Totals totals;

  private final List<NodePage> pages = new ArrayList<>();
  private final List<NodeList> lists = new ArrayList<>();
  private List<Boolean> mending = List.of();
  private @Nullable String takenFilter;
  private int distinctRounds;
  private Supplier<Step> continuation = MergePlan::unstarted;
  private int expected;
  private List<NodePage> answers = List.of();

  /**
   * Prepares a search.
   *
   * @param request the client's request, valid, with a POST's parameters
   * @param index what the client's settings say of the index
   * @param shardFilters for each node to ask, the filter that limits it to its shards, or null
   * @param ties order of hits that tie, where documents carry no order of writing
   * @param requestUid the id that the client's answer bears
   */
  public MergePlan(
      ObjectNode request,
      IndexShape index,
      List<@Nullable String> shardFilters,
      TieOrder ties,
      String requestUid) {
    this.request = new SearchRequest(request, index);
    this.index = index;
    this.query = new NodeQuery(this.request, index);
    this.shardFilters = new ArrayList<>(shardFilters);
    this.ties = ties;
    this.requestUid = requestUid;
    this.walk = new Walk(this.request, index, ties);
    this.totals = new Totals(this.request, index);
  }

  /** Returns the first round. */
  public Step start() {
    continuation = this::firstAnswers;
    return asked(askAll(query.page(request.last())));
  }

  /**
   * Takes the answers to the last round and returns what comes next.
   *
   * @param bodies the bodies of the answers, all with status 200, in the order of the requests
   * @throws IllegalArgumentException when a body is no answer to a search
   */
  public Step next(List<byte[]> bodies) {
    if (bodies.size() != expected) {
      throw new IllegalArgumentException(
          "%d answers to %d requests".formatted(bodies.size(), expected));
    }
    answers = bodies.stream().map(NodePage::read).toList();
    try {
      return asked(continuation.get());
    } catch (IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("a node's answer is cut short", cut);
    }
  }

  private Step asked(Step step) {
    expected = step instanceof Step.Round round ? round.requests().size() : 0;
    return step;
  }

  private static Step unstarted() {
    throw new IllegalStateException("a search begins with start(), not with an answer");
  }

  private Step firstAnswers() {
    pages.addAll(answers);
    for (NodePage page : pages) {
      lists.add(new NodeList(page.hits(), request.last()));
    }
    @Nullable String word = LastWord.of(request.query());
    if (word == null || pages.size() < 2 || !anyMayNeedMending()) {
      return walkOn();
    }
    // What a node knows does not depend on shards: its dictionary is that of all it holds.
    continuation = this::knownWords;
    return askAllUnfiltered(NodeQuery.knows(word));
  }

  private boolean anyMayNeedMending() {
    return lists.stream()
        .flatMap(list -> list.hits().stream())
        .anyMatch(hit -> hit.ranking().mayNeedMending());
  }

  private Step knownWords() {
    List<Boolean> unknown = answers.stream().map(page -> page.total() == 0).toList();
    if (unknown.contains(true) && unknown.contains(false)) {
      mending = unknown;
      for (int node = 0; node < lists.size(); node++) {
        lists.set(node, mended(node, lists.get(node)));
      }
    }
    return walkOn();
  }

  private NodeList mended(int node, NodeList list) {
    return !mending.isEmpty() && mending.get(node) ? list.mended() : list;
  }

  private Step walkOn() {
    Walk.End end = walk.over(lists);
    if (end == Walk.End.DONE || distinctRounds++ == DISTINCT_ROUNDS) {
      return sumUp();
    }
    if (end == Walk.End.STARVED) {
      int node = walk.starving();
      int depth = Math.min(2 * lists.get(node).asked(), index.maxTotalHits());
      continuation = () -> deeperList(node, depth);
      return new Step.Round(List.of(ask(node, query.deeperPage(depth), takenFilter)));
    }
    walk.freeze();
    takenFilter = totals.valuesFilter(walk, "NOT IN");
    continuation = this::listsWithoutTaken;
    return askAll(query.deeperPage(request.last()), takenFilter);
  }

  private Step deeperList(int node, int depth) {
    lists.set(node, mended(node, new NodeList(answers.get(0).hits(), depth)));
    walk.restart();
    return walkOn();
  }

  private Step listsWithoutTaken() {
    for (int node = 0; node < lists.size(); node++) {
      NodeList list = new NodeList(answers.get(node).hits(), request.last());
      lists.set(node, mended(node, list));
    }
    walk.restart();
    return walkOn();
  }

  private Step sumUp() {
    return switch (totals.question(walk)) {
      case NONE -> finish(totals.summed(pages, walk));
      case COUNT -> {
        continuation = () -> finish(totals.counted(answers));
        yield askAll(query.count());
      }
      case DISTINCT_VALUES -> {
        continuation = () -> finish(totals.distinctValues(pages, answers));
        yield askAll(query.distinctValues(totals.distinct()));
      }
      case SEEN -> seen(lists);
    };
  }

  /** Counts what a server has seen that stopped at a full distinct page. */
  private Step seen(List<NodeList> from) {
    Walk seen = new Walk(request, index, ties);
    boolean whole = from != lists || takenFilter == null;
    if (!whole || (seen.overTies(from) == Walk.End.STARVED && from == lists)) {
      continuation = () -> seen(allHits());
      return askAll(query.allHits(totals.distinct()));
    }
    continuation = () -> finish(totals.distinctCounted(answers, seen));
    List<Step.Ask> requests = new ArrayList<>(askAll(query.count()).requests());
    requests.addAll(askAll(query.count(), totals.valuesFilter(seen, "IN")).requests());
    return new Step.Round(requests);
  }

  private List<NodeList> allHits() {
    List<NodeList> all = new ArrayList<>();
    for (int node = 0; node < answers.size(); node++) {
      all.add(mended(node, new NodeList(answers.get(node).hits(), index.maxTotalHits())));
    }
    return all;
  }

  private Step finish(Totals.Sum sum) {
    int last = Math.min(walk.kept().size(), request.last());
    List<Hit> page = walk.kept().subList(Math.min(request.first(), last), last);
    return new Step.Finished(
        new AnswerWriter(request, index, query).write(page, pages, sum, requestUid));
  }

  private Step.Round askAll(ObjectNode body, @Nullable String... clauses) {
    List<Step.Ask> requests = new ArrayList<>();
    for (int node = 0; node < shardFilters.size(); node++) {
      requests.add(ask(node, body, clauses));
    }
    return new Step.Round(requests);
  }

  private Step.Round askAllUnfiltered(ObjectNode body) {
    List<Step.Ask> requests = new ArrayList<>();
    for (int node = 0; node < shardFilters.size(); node++) {
      requests.add(new Step.Ask(node, NodeQuery.withFilters(body)));
    }
    return new Step.Round(requests);
  }

  private Step.Ask ask(int node, ObjectNode body, @Nullable String... clauses) {
    @Nullable String[] all = Arrays.copyOf(clauses, clauses.length + 1);
    all[clauses.length] = shardFilters.get(node);
    return new Step.Ask(node, NodeQuery.withFilters(body, all));
  }
}
