package miroir.chaos.embedded.ranking;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Some of what may stand for a term.
 *
 * @param term the whole
 * @param zero what has no typo
 * @param one what has one
 * @param two what has two
 * @param mandatory true if the term may not be left out any more
 */
record TermSubset(QueryTerm term, Part zero, Part one, Part two, boolean mandatory) {
  /** How much of a group. */
  enum Part {
    ALL,
    EXACT,
    NOTHING;

    Part and(Part other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /**
   * A word in documents.
   *
   * @param derived true if attributes without typo tolerance do not count
   */
  record Word(String text, boolean derived) {}

  static TermSubset full(QueryTerm term) {
    return new TermSubset(term, Part.ALL, Part.ALL, Part.ALL, false);
  }

  TermSubset withTypos(int typos) {
    return new TermSubset(
        term,
        typos == 0 ? zero : Part.NOTHING,
        typos == 1 ? one : Part.NOTHING,
        typos == 2 ? two : Part.NOTHING,
        mandatory);
  }

  TermSubset exactOnly() {
    boolean exact = exactWord() != null || exactPhrase() != null;
    return exact
        ? new TermSubset(term, Part.EXACT, Part.NOTHING, Part.NOTHING, true)
        : new TermSubset(term, zero, one, two, true);
  }

  TermSubset and(TermSubset other) {
    return new TermSubset(
        term, zero.and(other.zero), one.and(other.one), two.and(other.two), mandatory);
  }

  /** The word as it was written, if a document has it. */
  @Nullable String exactWord() {
    boolean none = term.isJoined() || term.phrase() != null || zero == Part.NOTHING;
    return none ? null : term.exactWord();
  }

  /** The phrase as it was written. */
  @Nullable Phrase exactPhrase() {
    return zero == Part.NOTHING ? null : term.phrase();
  }

  /** Greatest number of typos that may still be found. */
  int maxTypoCost() {
    return switch (term.maxTypos()) {
      case 0 -> term.phrase() == null ? 1 : 0;
      case 1 -> one == Part.NOTHING ? 0 : 1;
      default -> {
        if (two != Part.NOTHING) {
          yield 2;
        }
        yield one == Part.NOTHING ? 0 : 1;
      }
    };
  }

  /** The prefix whose words are looked up together, if it is part of this. */
  @Nullable Word prefixAtOnce() {
    String text = term.prefixAtOnce();
    return text == null || zero != Part.ALL ? null : new Word(text, term.isJoined());
  }

  /** All single words but those of {@link #prefixAtOnce}. */
  Set<Word> words(Derivations derivations) {
    Set<Word> words = new LinkedHashSet<>();
    if (one != Part.NOTHING || two != Part.NOTHING) {
      derivations.derive(term);
    }
    String exact = term.exactWord();
    if (exact != null && zero != Part.NOTHING) {
      words.add(new Word(exact, term.isJoined()));
    }
    if (zero == Part.ALL) {
      term.prefixed().forEach(word -> words.add(new Word(word, term.isJoined())));
    }
    TreeSet<String> derived = new TreeSet<>();
    if (one == Part.ALL) {
      derived.addAll(term.oneTypo());
    }
    if (two == Part.ALL) {
      derived.addAll(term.twoTypos());
    }
    derived.forEach(word -> words.add(new Word(word, true)));
    return words;
  }

  /** All phrases: the term itself, synonyms, the word written as two. */
  Set<Phrase> phrases(Derivations derivations) {
    Set<Phrase> phrases = new LinkedHashSet<>();
    if (one != Part.NOTHING) {
      derivations.derive(term);
    }
    Phrase phrase = term.phrase();
    if (phrase != null) {
      phrases.add(phrase);
    }
    phrases.addAll(term.synonyms());
    Phrase split = term.split();
    if (split != null && one == Part.ALL) {
      phrases.add(split);
    }
    return phrases;
  }
}
