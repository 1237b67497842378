package miroir.gateway.merge.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Every row of the table of comparisons, the better hit first. */
class RankingTest {
  @Test
  void wordsCountWhatIsMissingNotWhatMatches() {
    better(words(2, 2), words(1, 2));
    better(words(1, 1), words(2, 3));
    equal(words(1, 2), words(2, 3));
  }

  @Test
  void fewerTyposWinWhateverTheMaximum() {
    better(
        "'typo':{'order':0,'typoCount':1,'score':0.1}",
        "'typo':{'order':0,'typoCount':2,'score':0.9}");
    equal(
        "'typo':{'order':0,'typoCount':1,'score':0.1}",
        "'typo':{'order':0,'typoCount':1,'score':0.9}");
  }

  @Test
  void scoresCountWhereTheirMaximumIsKnown() {
    for (String rule : new String[] {"proximity", "attributeRank", "wordPosition"}) {
      better(score(rule, "1.0"), score(rule, "0.9"));
      equal(score(rule, "0.50"), score(rule, "0.5"));
    }
    better(
        "'attribute':{'order':0,'attributeRankingOrderScore':1.0,'queryWordDistanceScore':0.1}",
        "'attribute':{'order':0,'attributeRankingOrderScore':0.9,'queryWordDistanceScore':1.0}");
    better(
        "'attribute':{'order':0,'attributeRankingOrderScore':1.0,'queryWordDistanceScore':0.2}",
        "'attribute':{'order':0,'attributeRankingOrderScore':1.0,'queryWordDistanceScore':0.1}");
    better(
        "'vectorSort':{'order':0,'similarity':0.5}", "'vectorSort':{'order':0,'similarity':null}");
  }

  @Test
  void exactnessGoesByMatchThenMissingWords() {
    better(exactness("exactMatch", ""), exactness("matchesStart", ""));
    better(
        exactness("matchesStart", ""),
        exactness("noExactMatch", ",'matchingWords':2,'maxMatchingWords':2"));
    better(
        exactness("noExactMatch", ",'matchingWords':1,'maxMatchingWords':1"),
        exactness("noExactMatch", ",'matchingWords':1,'maxMatchingWords':2"));
  }

  @Test
  void distancesWithinAMetreAreEqualAndNullIsLast() {
    better(distance("asc", "10.0"), distance("asc", "12.0"));
    better(distance("desc", "12.0"), distance("desc", "10.0"));
    equal(distance("asc", "10.0"), distance("asc", "10.9"));
    better(distance("asc", "10.0"), distance("asc", "null"));
    better(distance("desc", "10.0"), distance("desc", "null"));
  }

  @Test
  void valuesGoNumbersThenTextsThenNothingInBothDirections() {
    better(value("f:asc", "9"), value("f:asc", "10"));
    better(value("f:desc", "10"), value("f:desc", "9"));
    for (String direction : new String[] {"f:asc", "f:desc"}) {
      better(value(direction, "1"), value(direction, "'a'"));
      better(value(direction, "'a'"), value(direction, "null"));
      equal(value(direction, "null"), value(direction, "null"));
    }
    better(value("f:asc", "'a'"), value("f:asc", "'b'"));
    better(value("f:desc", "'b'"), value("f:desc", "'a'"));
    // By UTF-8 a character outside of the basic plane comes last; by UTF-16 it would not.
    better(value("f:asc", "'\uFF21'"), value("f:asc", "'\uD83D\uDE00'"));
  }

  @Test
  void otherNamesTieButWhatWasSkippedIsWorse() {
    equal(score("proximity", "1.0"), words(1, 2));
    better(score("proximity", "0.1"), "'skipped':{'order':0}");
    equal(score("proximity", "1.0"), "");
  }

  @Test
  void rulesAreReadByTheirOrder() {
    better(
        "'a:asc':{'order':1,'value':9},'b:asc':{'order':0,'value':1}",
        "'a:asc':{'order':1,'value':1},'b:asc':{'order':0,'value':2}");
  }

  @Test
  void theOrderOfWritingDecidesTies() {
    better(
        words(1, 1) + ",'_miroir_order:asc':{'order':1,'value':'a'}",
        words(1, 1) + ",'_miroir_order:asc':{'order':1,'value':'b'}");
    better(
        words(1, 1) + ",'_miroir_order:asc':{'order':1,'value':'b'}",
        words(0, 1) + ",'_miroir_order:asc':{'order':1,'value':'a'}");
    Ranking one = read("'_miroir_order:asc':{'order':0,'value':'a'}");
    assertThat(one.isJudged()).isFalse();
    assertThat(one.compareRules(read("'_miroir_order:asc':{'order':0,'value':'b'}"))).isZero();
  }

  @Test
  void mendingTakesExactnessFromHitsWithAllWordsAndNoTypo() {
    String typo = "'typo':{'order':1,'typoCount':%d,'maxTypoCount':1,'score':1.0}";
    String exactness = "'exactness':{'order':2,'matchType':'matchesStart','score':0.6}";
    Ranking misjudged = read(words(2, 2) + "," + typo.formatted(0) + "," + exactness);
    assertThat(misjudged.mayNeedMending()).isTrue();
    assertThat(read(words(1, 2) + "," + typo.formatted(0) + "," + exactness).mayNeedMending())
        .isFalse();
    assertThat(read(words(2, 2) + "," + typo.formatted(1) + "," + exactness).mayNeedMending())
        .isFalse();
    Ranking judged =
        read(
            words(2, 2)
                + ","
                + typo.formatted(0)
                + ","
                + "'exactness':{'order':2,'matchType':'noExactMatch','matchingWords':0,'maxMatchingWords':1}");
    assertThat(misjudged.mended().compareWith(judged)).isZero();
    assertThat(misjudged.compareWith(judged)).isNegative();
  }

  private static String words(int matching, int most) {
    return "'words':{'order':0,'matchingWords':%d,'maxMatchingWords':%d,'score':0.5}"
        .formatted(matching, most);
  }

  private static String score(String rule, String score) {
    return "'%s':{'order':0,'score':%s}".formatted(rule, score);
  }

  private static String exactness(String match, String words) {
    return "'exactness':{'order':0,'matchType':'%s'%s,'score':0.1}".formatted(match, words);
  }

  private static String distance(String direction, String metres) {
    return "'_geoPoint(1, 2):%s':{'order':0,'value':{'lat':1.0,'lng':2.0},'distance':%s}"
        .formatted(direction, metres);
  }

  private static String value(String rule, String value) {
    return "'%s':{'order':0,'value':%s}".formatted(rule, value);
  }

  private static void better(String one, String other) {
    assertThat(read(one).compareWith(read(other))).as("%s before %s", one, other).isNegative();
    assertThat(read(other).compareWith(read(one))).as("%s before %s", one, other).isPositive();
  }

  private static void equal(String one, String other) {
    assertThat(read(one).compareWith(read(other))).as("%s ties with %s", one, other).isZero();
    assertThat(read(other).compareWith(read(one))).as("%s ties with %s", one, other).isZero();
  }

  private static Ranking read(String entries) {
    byte[] json = ("{" + entries + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return Ranking.read(json, 0, "_miroir_order:asc");
  }
}
