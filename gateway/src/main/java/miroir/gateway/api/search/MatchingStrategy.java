package miroir.gateway.api.search;

import java.util.List;
import java.util.Locale;

/** Which words of a query may be missing from a document. */
public enum MatchingStrategy {
  /** The last ones first. */
  LAST,
  /** None. */
  ALL,
  /** The most frequent ones first. */
  FREQUENCY;

  /** The words on the wire. */
  public static final List<String> WORDS = List.of("last", "all", "frequency");

  /** Reads a checked word. */
  public static MatchingStrategy of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
