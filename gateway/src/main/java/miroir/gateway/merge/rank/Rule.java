package miroir.gateway.merge.rank;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.Members;

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

  private static final byte[] NOT_EXACT =
      """
      {"exactness":{"matchType":"noExactMatch","matchingWords":0,"maxMatchingWords":1}}"""
          .getBytes(StandardCharsets.UTF_8);

  private final byte[] json;
  private final int nameFrom;
  private final int nameTo;

  // Ranges of values; from 0 to 0 when the verdict has no such part.
  private int firstFrom;
  private int firstTo;
  private int secondFrom;
  private int secondTo;
  private int matchFrom;
  private int matchTo;
  private Kind kind = Kind.OTHER;
  private int order;

  private Rule(byte[] json, int nameFrom, int nameTo) {
    this.json = json;
    this.nameFrom = nameFrom;
    this.nameTo = nameTo;
  }

  /** Reads the verdict at which {@code entry} stands. */
  static Rule read(byte[] json, Members entry) {
    Rule rule = new Rule(json, entry.keyFrom(), entry.keyTo());
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
      setFirst(part);
    } else if (part.keyIs("distance")) {
      // It comes with a "value", the point, by which nothing is compared.
      kind = Kind.DISTANCE;
      setFirst(part);
    } else if (isFirst(part)) {
      setFirst(part);
    } else if (part.keyIs("maxMatchingWords") || part.keyIs("queryWordDistanceScore")) {
      secondFrom = part.valueFrom();
      secondTo = part.valueTo();
    } else if (part.keyIs("matchType")) {
      matchFrom = part.valueFrom();
      matchTo = part.valueTo();
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

  private void setFirst(Members part) {
    firstFrom = part.valueFrom();
    firstTo = part.valueTo();
  }

  /** Returns the rule's place among the rules that were applied. */
  int order() {
    return order;
  }

  Kind kind() {
    return kind;
  }

  boolean nameIs(String ascii) {
    return JsonBytes.isString(json, nameFrom, nameTo, ascii);
  }

  boolean sameName(Rule other) {
    return Arrays.equals(json, nameFrom, nameTo, other.json, other.nameFrom, other.nameTo);
  }

  boolean sameFirst(Rule other) {
    return Arrays.equals(json, firstFrom, firstTo, other.json, other.firstFrom, other.firstTo);
  }

  boolean sameSecond(Rule other) {
    return Arrays.equals(json, secondFrom, secondTo, other.json, other.secondFrom, other.secondTo);
  }

  /** Returns the first number, or {@code absent} where there is none. */
  double first(double absent) {
    return number(firstFrom, firstTo, absent);
  }

  /** Returns the second number, or {@code absent} where there is none. */
  double second(double absent) {
    return number(secondFrom, secondTo, absent);
  }

  private double number(int from, int to, double absent) {
    return to > from && JsonBytes.isNumber(json, from) ? JsonBytes.number(json, from, to) : absent;
  }

  /** Returns how many of the query's words are missing; 0 where the verdict counts none. */
  int missingWords() {
    return (int) (second(0) - first(0));
  }

  /** Returns 0 for an exact match, 1 for one at the start, 2 for neither. */
  int matchRank() {
    if (JsonBytes.isString(json, matchFrom, matchTo, "exactMatch")) {
      return 0;
    }
    return JsonBytes.isString(json, matchFrom, matchTo, "matchesStart") ? 1 : 2;
  }

  boolean descends() {
    return nameTo - nameFrom > 6
        && json[nameTo - 6] == ':'
        && json[nameTo - 5] == 'd'
        && json[nameTo - 4] == 'e';
  }

  /** Returns 0 for a number, 1 for a text, 2 for anything else: the order in both directions. */
  int valueType() {
    if (firstTo == firstFrom) {
      return 2;
    }
    return JsonBytes.isNumber(json, firstFrom) ? 0 : json[firstFrom] == '"' ? 1 : 2;
  }

  /** Compares two texts by their UTF-8 bytes. */
  int compareText(Rule other) {
    byte[] mine = text();
    byte[] theirs = other.text();
    return Arrays.compareUnsigned(mine, theirs);
  }

  private byte[] text() {
    return JsonBytes.string(json, firstFrom, firstTo).getBytes(StandardCharsets.UTF_8);
  }
}
