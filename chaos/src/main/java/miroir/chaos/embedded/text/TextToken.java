package miroir.chaos.embedded.text;

/**
 * A piece of text.
 *
 * @param lemma the normalised form in which it is searched
 * @param kind what it is
 * @param start offset of its first UTF-16 unit in the text
 * @param end offset behind its last unit
 */
public record TextToken(String lemma, Kind kind, int start, int end) {
  /** What a piece of text is. */
  public enum Kind {
    WORD,
    STOP_WORD,
    SOFT_SEPARATOR,
    HARD_SEPARATOR
  }

  /** True for words that are searched. */
  public boolean isWord() {
    return kind == Kind.WORD;
  }

  /** True for what stands between words. */
  public boolean isSeparator() {
    return kind == Kind.SOFT_SEPARATOR || kind == Kind.HARD_SEPARATOR;
  }
}
