package miroir.chaos.embedded.ranking;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A word or phrase of a query and everything that may stand for it in documents. */
final class QueryTerm {
  private final String original;
  private final @Nullable Phrase phrase;
  private final @Nullable Phrase joined;
  private final int maxTypos;
  private final boolean prefix;

  private @Nullable String exactWord;
  private @Nullable String prefixAtOnce;
  private final TreeSet<String> prefixed = new TreeSet<>();
  private final Set<Phrase> synonyms = new LinkedHashSet<>();

  private boolean derived;
  private final TreeSet<String> oneTypo = new TreeSet<>();
  private final TreeSet<String> twoTypos = new TreeSet<>();
  private @Nullable Phrase split;

  /**
   * A term.
   *
   * @param original as it was normalised
   * @param phrase set for phrases
   * @param joined the words that were written apart and are taken as one here
   * @param maxTypos 0, 1 or 2
   * @param prefix true if longer words match
   */
  QueryTerm(
      String original,
      @Nullable Phrase phrase,
      @Nullable Phrase joined,
      int maxTypos,
      boolean prefix) {
    this.original = original;
    this.phrase = phrase;
    this.joined = joined;
    this.maxTypos = maxTypos;
    this.prefix = prefix;
  }

  String original() {
    return original;
  }

  @Nullable Phrase phrase() {
    return phrase;
  }

  boolean isJoined() {
    return joined != null;
  }

  @Nullable Phrase joined() {
    return joined;
  }

  int maxTypos() {
    return maxTypos;
  }

  boolean isPrefix() {
    return prefix;
  }

  /** The word itself, if a document has it. */
  @Nullable String exactWord() {
    return exactWord;
  }

  void setExactWord(String word) {
    exactWord = word;
  }

  /** Set if so many words have the prefix that they are looked up together. */
  @Nullable String prefixAtOnce() {
    return prefixAtOnce;
  }

  void setPrefixAtOnce(String word) {
    prefixAtOnce = word;
  }

  /** Longer words. */
  Set<String> prefixed() {
    return prefixed;
  }

  Set<Phrase> synonyms() {
    return synonyms;
  }

  /** True once words with typos have been looked for. */
  boolean isDerived() {
    return derived;
  }

  void setDerived(@Nullable Phrase splitWords) {
    derived = true;
    split = splitWords;
  }

  Set<String> oneTypo() {
    return oneTypo;
  }

  Set<String> twoTypos() {
    return twoTypos;
  }

  /** The word written as two. */
  @Nullable Phrase split() {
    return split;
  }
}
