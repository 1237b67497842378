package miroir.chaos.embedded.ranking;

import java.util.List;

/**
 * The words of a query, understood.
 *
 * @param terms what must be found, in order
 * @param negativeWords what must not be there
 * @param negativePhrases what must not be there
 */
record ParsedQuery(List<Located> terms, List<String> negativeWords, List<Phrase> negativePhrases) {
  /** Keeps its own copies. */
  ParsedQuery {
    terms = List.copyOf(terms);
    negativeWords = List.copyOf(negativeWords);
    negativePhrases = List.copyOf(negativePhrases);
  }
}
