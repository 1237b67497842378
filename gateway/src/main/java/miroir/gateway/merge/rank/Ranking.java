package miroir.gateway.merge.rank;

import java.util.ArrayList;
import java.util.List;
import miroir.gateway.json.Members;
import org.jspecify.annotations.Nullable;

/**
 * A hit's ranking details and their order: the first rule on which two hits differ decides. Which
 * parts of a rule may be compared between nodes, and which only look as if, was measured
 * (merge-measured.md §2).
 */
public final class Ranking {
  /** A hit about which nothing is known; it ties with every other. */
  public static final Ranking NONE = new Ranking(List.of(), null, 0);

  /** Distances this close lie in one bucket inside a node. */
  private static final double SAME_PLACE_METRES = 1;

  private final List<Rule> rules;
  private final @Nullable Rule written;
  private final int end;

  private Ranking(List<Rule> rules, @Nullable Rule written, int end) {
    this.rules = rules;
    this.written = written;
    this.end = end;
  }

  /**
   * Reads {@code _rankingScoreDetails}.
   *
   * @param json bytes that hold the details
   * @param at offset of their brace
   * @param orderRule name of the rule that holds the order of writing
   */
  public static Ranking read(byte[] json, int at, String orderRule) {
    List<Rule> rules = new ArrayList<>(8);
    @Nullable Rule written = null;
    Members entries = new Members(json, at);
    while (entries.next()) {
      Rule rule = Rule.read(json, entries);
      if (rule.nameIs(orderRule)) {
        written = rule;
      } else {
        insert(rules, rule);
      }
    }
    return new Ranking(rules, written, entries.end());
  }

  private static void insert(List<Rule> rules, Rule rule) {
    int place = rules.size();
    while (place > 0 && rules.get(place - 1).order() > rule.order()) {
      place--;
    }
    rules.add(place, rule);
  }

  /** Returns the offset behind the details that were read. */
  public int end() {
    return end;
  }

  /** Returns whether any rule but the order of writing has judged the hit. */
  public boolean isJudged() {
    return !rules.isEmpty();
  }

  /** Returns whether the hit was found by its vector. */
  public boolean isSemantic() {
    for (Rule rule : rules) {
      if (rule.kind() == Rule.Kind.SIMILARITY) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether a node that does not know the query's last word may have judged this hit too
   * well: every word found without a slip, and found to be exact or at the start.
   */
  public boolean mayNeedMending() {
    boolean better = false;
    for (Rule rule : rules) {
      switch (rule.kind()) {
        case WORDS -> {
          if (rule.missingWords() > 0) {
            return false;
          }
        }
        case TYPO -> {
          if (rule.first(0) > 0) {
            return false;
          }
        }
        case EXACTNESS -> better = rule.matchRank() < 2;
        default -> {}
      }
    }
    return better;
  }

  /** Returns this ranking with its exactness as a server judges it that knows the last word. */
  public Ranking mended() {
    List<Rule> mended = new ArrayList<>(rules);
    mended.replaceAll(rule -> rule.kind() == Rule.Kind.EXACTNESS ? rule.withoutExactness() : rule);
    return new Ranking(mended, written, end);
  }

  /** Compares by rules, then by the order of writing where both hits have one. */
  public int compareWith(Ranking other) {
    int byRules = compareRules(other);
    if (byRules != 0 || written == null || other.written == null) {
      return byRules;
    }
    return compareValues(written, other.written);
  }

  /** Compares by rules alone: the buckets of a server that has no order of writing. */
  public int compareRules(Ranking other) {
    int shared = Math.min(rules.size(), other.rules.size());
    for (int i = 0; i < shared; i++) {
      Rule mine = rules.get(i);
      Rule theirs = other.rules.get(i);
      if (!mine.sameName(theirs)) {
        return Boolean.compare(
            mine.kind() == Rule.Kind.SKIPPED, theirs.kind() == Rule.Kind.SKIPPED);
      }
      int byRule = compare(mine, theirs);
      if (byRule != 0) {
        return byRule;
      }
    }
    return 0;
  }

  private static int compare(Rule mine, Rule theirs) {
    return switch (mine.kind()) {
      case WORDS -> compareMissing(mine, theirs);
      case TYPO -> mine.sameFirst(theirs) ? 0 : Double.compare(mine.first(0), theirs.first(0));
      case SCORE, SIMILARITY ->
          mine.sameFirst(theirs) ? 0 : Double.compare(theirs.first(0), mine.first(0));
      case ATTRIBUTE -> compareAttribute(mine, theirs);
      case EXACTNESS -> compareExactness(mine, theirs);
      case DISTANCE -> compareDistance(mine, theirs);
      case VALUE -> compareValues(mine, theirs);
      case SKIPPED, OTHER -> 0;
    };
  }

  private static int compareAttribute(Rule mine, Rule theirs) {
    int byRank = mine.sameFirst(theirs) ? 0 : Double.compare(theirs.first(0), mine.first(0));
    if (byRank != 0) {
      return byRank;
    }
    return mine.sameSecond(theirs) ? 0 : Double.compare(theirs.second(0), mine.second(0));
  }

  private static int compareExactness(Rule mine, Rule theirs) {
    int byMatch = Integer.compare(mine.matchRank(), theirs.matchRank());
    return byMatch != 0 ? byMatch : compareMissing(mine, theirs);
  }

  private static int compareMissing(Rule mine, Rule theirs) {
    return mine.sameFirst(theirs) && mine.sameSecond(theirs)
        ? 0
        : Integer.compare(mine.missingWords(), theirs.missingWords());
  }

  private static int compareDistance(Rule mine, Rule theirs) {
    double here = mine.first(Double.NaN);
    double there = theirs.first(Double.NaN);
    if (Double.isNaN(here) || Double.isNaN(there)) {
      return Boolean.compare(Double.isNaN(here), Double.isNaN(there));
    }
    if (Math.abs(here - there) <= SAME_PLACE_METRES) {
      return 0;
    }
    return mine.descends() ? Double.compare(there, here) : Double.compare(here, there);
  }

  private static int compareValues(Rule mine, Rule theirs) {
    if (mine.sameFirst(theirs)) {
      return 0;
    }
    int byType = Integer.compare(mine.valueType(), theirs.valueType());
    if (byType != 0) {
      return byType;
    }
    int ascending =
        switch (mine.valueType()) {
          case 0 -> Double.compare(mine.first(0), theirs.first(0));
          case 1 -> mine.compareText(theirs);
          default -> 0;
        };
    return mine.descends() ? -ascending : ascending;
  }
}
