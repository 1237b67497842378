package miroir.gateway.merge.rank;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import miroir.gateway.merge.json.JsonBytes;
import miroir.gateway.merge.json.Members;

/**
 * One ranking rule's verdict on a hit, as ranges of the node's answer. Numbers are read only where
 * two verdicts differ in their bytes, which is rare.
 */
final class Rule {
  /** What a verdict is compared by (merge-measured.md §2). */
  enum Kind {
    WORDS,
    TYPO,
    SCORE,
    ATTRIBUTE,
    EXACTNESS,
    DISTANCE,
    VALUE,
    SIMILARITY,
    SKIPPED,
    OTHER
  }

  /** A range of the answer; from 0 to 0 when the verdict has no such part. */
  private static final class Range {
    int from;
    int to;
  }

  private static final byte[] NOT_EXACT =
      """
      {"exactness":{"matchType":"noExactMatch","matchingWords":0,"maxMatchingWords":1}}"""
          .getBytes(StandardCharsets.UTF_8);

  private final byte[] json;
  private final Range name = new Range();
  private final Range first = new Range();
  private final Range second = new Range();
  private final Range match = new Range();
  private Kind kind = Kind.OTHER;
  private int order;

  private Rule(byte[] json) {
    this.json = json;
  }

  /** Reads the verdict at which {@code entry} stands. */
  static Rule read(byte[] json, Members entry) {
    Rule rule = new Rule(json);
    rule.name.from = entry.keyFrom();
    rule.name.to = entry.keyTo();
    rule.kind = rule.kindByName();
    Members parts = new Members(json, entry.valueFrom());
    while (parts.next()) {
      rule.take(parts);
    }
    entry.endsAt(parts.end());
    return rule;
  }

  /** Returns the exactness of a hit in whose query no word is exact, at this rule's place. */
  Rule withoutExactness() {
    Members entries = new Members(NOT_EXACT, 0);
    entries.next();
    Rule rule = read(NOT_EXACT, entries);
    rule.order = order;
    return rule;
  }

  private Kind kindByName() {
    if (nameIs("words")) {
      return Kind.WORDS;
    } else if (nameIs("typo")) {
      return Kind.TYPO;
    } else if (nameIs("proximity") || nameIs("attributeRank") || nameIs("wordPosition")) {
      return Kind.SCORE;
    } else if (nameIs("attribute")) {
      return Kind.ATTRIBUTE;
    } else if (nameIs("exactness")) {
      return Kind.EXACTNESS;
    } else if (nameIs("vectorSort")) {
      return Kind.SIMILARITY;
    } else if (nameIs("skipped")) {
      return Kind.SKIPPED;
    }
    return Kind.OTHER;
  }

  private void take(Members part) {
    if (part.keyIs("order")) {
      order = (int) JsonBytes.integer(json, part.valueFrom(), part.valueTo());
    } else if (part.keyIs("value") && kind == Kind.OTHER) {
      kind = Kind.VALUE;
      set(first, part);
    } else if (part.keyIs("distance")) {
      // It comes with a "value", the point, by which nothing is compared.
      kind = Kind.DISTANCE;
      set(first, part);
    } else if (isFirst(part)) {
      set(first, part);
    } else if (part.keyIs("maxMatchingWords") || part.keyIs("queryWordDistanceScore")) {
      set(second, part);
    } else if (part.keyIs("matchType")) {
      set(match, part);
    }
  }

  private boolean isFirst(Members part) {
    return switch (kind) {
      case WORDS, EXACTNESS -> part.keyIs("matchingWords");
      case TYPO -> part.keyIs("typoCount");
      case SCORE -> part.keyIs("score");
      case ATTRIBUTE -> part.keyIs("attributeRankingOrderScore");
      case SIMILARITY -> part.keyIs("similarity");
      default -> false;
    };
  }

  private static void set(Range range, Members part) {
    range.from = part.valueFrom();
    range.to = part.valueTo();
  }

  /** Returns the rule's place among the rules that were applied. */
  int order() {
    return order;
  }

  Kind kind() {
    return kind;
  }

  boolean nameIs(String ascii) {
    return JsonBytes.isString(json, name.from, name.to, ascii);
  }

  boolean sameName(Rule other) {
    return same(name, other, other.name);
  }

  boolean sameFirst(Rule other) {
    return same(first, other, other.first);
  }

  boolean sameSecond(Rule other) {
    return same(second, other, other.second);
  }

  private boolean same(Range mine, Rule other, Range theirs) {
    return Arrays.equals(json, mine.from, mine.to, other.json, theirs.from, theirs.to);
  }

  /** Returns the first number, or {@code absent} where there is none. */
  double first(double absent) {
    return number(first, absent);
  }

  /** Returns the second number, or {@code absent} where there is none. */
  double second(double absent) {
    return number(second, absent);
  }

  private double number(Range range, double absent) {
    return range.to > range.from && JsonBytes.isNumber(json, range.from)
        ? JsonBytes.number(json, range.from, range.to)
        : absent;
  }

  /** Returns how many of the query's words are missing; 0 where the verdict counts none. */
  int missingWords() {
    return (int) (second(0) - first(0));
  }

  /** Returns 0 for an exact match, 1 for one at the start, 2 for neither. */
  int matchRank() {
    if (JsonBytes.isString(json, match.from, match.to, "exactMatch")) {
      return 0;
    }
    return JsonBytes.isString(json, match.from, match.to, "matchesStart") ? 1 : 2;
  }

  boolean descends() {
    return name.to - name.from > 6
        && json[name.to - 6] == ':'
        && json[name.to - 5] == 'd'
        && json[name.to - 4] == 'e';
  }

  /** Returns 0 for a number, 1 for a text, 2 for anything else: the order in both directions. */
  int valueType() {
    if (first.to == first.from) {
      return 2;
    }
    return JsonBytes.isNumber(json, first.from) ? 0 : json[first.from] == '"' ? 1 : 2;
  }

  /** Compares two texts by their UTF-8 bytes. */
  int compareText(Rule other) {
    byte[] mine = text();
    byte[] theirs = other.text();
    return Arrays.compareUnsigned(mine, theirs);
  }

  private byte[] text() {
    return JsonBytes.string(json, first.from, first.to).getBytes(StandardCharsets.UTF_8);
  }
}
