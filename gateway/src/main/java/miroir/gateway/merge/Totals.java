package miroir.gateway.merge;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import miroir.gateway.json.FieldValue;
import org.jspecify.annotations.Nullable;

/**
 * How many documents a search has found, and their facets, as one server would count them
 * (merge-measured.md §5). One server stops counting where its page is full, so what it has seen
 * decides.
 */
final class Totals {
  /** What nodes have to be asked before the total is known. */
  enum Question {
    NONE,
    /** How many documents match, whatever their scores. */
    COUNT,
    /** How many share a value with a document that has been seen. */
    SEEN,
    /** Which values the distinct field has. */
    DISTINCT_VALUES
  }

  /**
   * The result.
   *
   * @param total the total
   * @param facets the facets, or null when none were asked for
   */
  record Sum(long total, @Nullable FacetTable facets) {}

  /** What a weighted score by words has to reach for vectors to be skipped. */
  private static final double GOOD_ENOUGH = 0.45;

  private final SearchRequest request;
  private final IndexShape index;
  private final @Nullable String distinct;

  Totals(SearchRequest request, IndexShape index) {
    this.request = request;
    this.index = index;
    this.distinct = request.distinct();
  }

  /** Returns the distinct field of a search that has one. */
  String distinct() {
    return Objects.requireNonNull(distinct, "the search is not distinct");
  }

  Question question(Walk walk) {
    if (distinct != null && request.paged()) {
      return Question.DISTINCT_VALUES;
    }
    if (request.paged() || request.last() == 0 || !walk.isFull()) {
      return Question.NONE;
    }
    if (distinct != null) {
      return Question.SEEN;
    }
    return request.hasThreshold() || skipsVectors(walk) ? Question.COUNT : Question.NONE;
  }

  /** One server does not look at vectors when its page is full of good hits by words. */
  private boolean skipsVectors(Walk walk) {
    return request.isHybrid()
        && walk.kept().stream()
            .allMatch(
                hit ->
                    !hit.ranking().isSemantic()
                        && hit.score() * (1 - request.semanticRatio()) >= GOOD_ENOUGH);
  }

  /** Sums what the pages say; a distinct page that is not full has all there is. */
  Sum summed(List<NodePage> pages, Walk walk) {
    if (distinct == null || request.last() == 0) {
      return counted(pages);
    }
    long total = walk.kept().size();
    return new Sum(
        total,
        hasFacets(pages) ? FacetTable.of(pages, index).empty().plusHits(walk.kept(), total) : null);
  }

  /** Sums the answers to {@link Question#COUNT}. */
  Sum counted(List<NodePage> answers) {
    return new Sum(total(answers), hasFacets(answers) ? FacetTable.of(answers, index) : null);
  }

  /**
   * Subtracts from the documents that match those that were dropped as doubles.
   *
   * @param answers to {@link Question#COUNT}, and behind them to the same among documents that
   *     share a value with one that was seen
   */
  Sum distinctCounted(List<NodePage> answers, Walk seen) {
    int nodes = answers.size() / 2;
    List<NodePage> matching = answers.subList(0, nodes);
    List<NodePage> sharing = answers.subList(nodes, answers.size());
    long total = total(matching) - total(sharing) + seen.keptWithValue();
    if (!hasFacets(matching)) {
      return new Sum(total, null);
    }
    List<Hit> kept = seen.kept().stream().filter(hit -> !hit.values(distinct()).isEmpty()).toList();
    return new Sum(
        total,
        FacetTable.of(matching, index).minus(FacetTable.of(sharing, index)).plusHits(kept, total));
  }

  /** Counts the different values, and each document without any. */
  Sum distinctValues(List<NodePage> pages, List<NodePage> answers) {
    Set<FieldValue> values = new HashSet<>();
    long without = 0;
    for (NodePage answer : answers) {
      FacetTable one = FacetTable.of(List.of(answer), index);
      values.addAll(one.values(distinct()));
      without += answer.total() - one.documents(distinct());
    }
    return new Sum(values.size() + without, hasFacets(pages) ? FacetTable.of(pages, index) : null);
  }

  private boolean hasFacets(List<NodePage> answers) {
    return answers.stream().anyMatch(answer -> answer.facetDistribution() != null);
  }

  private static long total(List<NodePage> answers) {
    return answers.stream().mapToLong(NodePage::total).sum();
  }

  /** Returns a filter on the values that a walk has kept, such as {@code "field" IN ["a"]}. */
  String valuesFilter(Walk walk, String operator) {
    StringJoiner values = new StringJoiner(",", quoted(distinct()) + " " + operator + " [", "]");
    for (FieldValue value : walk.taken()) {
      values.add(quoted(value.isNumber() ? FacetReader.plain(value.asDouble()) : value.text()));
    }
    return values.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
