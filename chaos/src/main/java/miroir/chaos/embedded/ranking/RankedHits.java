package miroir.chaos.embedded.ranking;

import java.util.BitSet;
import java.util.List;

/**
 * What a search found.
 *
 * @param hits in order, from the first one on
 * @param candidates all documents that count as found
 * @param terms what was looked for, to be shown in texts
 */
public record RankedHits(List<Hit> hits, BitSet candidates, List<MatchedTerm> terms) {
  /**
   * One document.
   *
   * @param number internal
   * @param scores one for each rule, in order
   */
  public record Hit(int number, List<Score> scores) {}

  /**
   * A term of the query and the words that stood for it.
   *
   * @param words that match whole, or as beginnings if {@code prefix}
   * @param phrases that match word by word
   * @param length letters of the term in the query
   */
  public record MatchedTerm(
      List<String> words,
      List<Phrase> phrases,
      boolean prefix,
      int firstPosition,
      int lastPosition,
      int length) {}
}
