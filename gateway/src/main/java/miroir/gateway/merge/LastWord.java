package miroir.gateway.merge;

import org.jspecify.annotations.Nullable;

/**
 * The word at the end of a query, which nodes take for the beginning of words. Where a node knows
 * it only as such, it judges exactness differently from one that knows the word (merge-measured.md
 * §3).
 */
final class LastWord {
  /** Behind so many words a node ignores the rest of a query. */
  private static final int MAX_WORDS = 10;

  private LastWord() {}

  /** Returns the word, or null where none can be misjudged. */
  static @Nullable String of(String query) {
    if (query.chars().filter(next -> next == '"').count() % 2 == 1) {
      return null;
    }
    int words = 0;
    boolean negated = false;
    int wordFrom = -1;
    int at = 0;
    boolean fresh = true;
    while (at < query.length()) {
      int next = query.codePointAt(at);
      if (isOfWord(next)) {
        if (wordFrom < 0) {
          wordFrom = at;
          words += negated ? 0 : 1;
        }
        fresh = false;
      } else {
        wordFrom = -1;
        boolean space = Character.isWhitespace(next);
        negated = !space && (negated || (fresh && next == '-'));
        fresh = space;
      }
      at += Character.charCount(next);
    }
    boolean judged = wordFrom >= 0 && !negated && words >= 2 && words <= MAX_WORDS;
    return judged ? query.substring(wordFrom) : null;
  }

  private static boolean isOfWord(int next) {
    return Character.isLetterOrDigit(next) || Character.getType(next) == Character.NON_SPACING_MARK;
  }
}
