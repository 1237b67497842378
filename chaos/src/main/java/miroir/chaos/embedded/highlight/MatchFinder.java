package miroir.chaos.embedded.highlight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import miroir.chaos.embedded.ranking.Phrase;
import miroir.chaos.embedded.ranking.RankedHits.MatchedTerm;
import miroir.chaos.embedded.text.TextToken;
import miroir.chaos.embedded.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Finds the words of a query in texts. */
public final class MatchFinder {
  private final Tokenizer tokenizer;
  private final List<MatchedTerm> words;
  private final List<Located> phrases = new ArrayList<>();

  private record Located(Phrase phrase, MatchedTerm term) {}

  /** Looks for these terms. */
  public MatchFinder(Tokenizer tokenizer, List<MatchedTerm> terms) {
    this.tokenizer = tokenizer;
    this.words = new ArrayList<>(terms);
    words.sort(
        Comparator.comparing(MatchedTerm::prefix)
            .thenComparing(term -> term.firstPosition() - term.lastPosition()));
    for (MatchedTerm term : terms) {
      term.phrases().forEach(phrase -> phrases.add(new Located(phrase, term)));
    }
  }

  /** A text and what was found in it. */
  record Found(List<TextToken> tokens, List<Match> matches) {}

  Found find(String text) {
    List<TextToken> tokens = tokenizer.tokens(text);
    List<Match> matches = new ArrayList<>();
    int word = 0;
    int i = 0;
    while (i < tokens.size()) {
      if (tokens.get(i).isSeparator()) {
        i++;
        continue;
      }
      Match match = matchAt(text, tokens, i, word);
      int next = i + 1;
      if (match != null) {
        matches.add(match);
        next = match.lastToken() + 1;
        word = match.lastWord();
      }
      word++;
      i = next;
    }
    return new Found(tokens, matches);
  }

  private @Nullable Match matchAt(String text, List<TextToken> tokens, int token, int word) {
    for (Located phrase : phrases) {
      Match match = phraseAt(text, tokens, token, word, phrase);
      if (match != null) {
        return match;
      }
    }
    TextToken at = tokens.get(token);
    for (MatchedTerm term : words) {
      for (String candidate : term.words()) {
        int letters = letters(text, at, candidate, term);
        if (letters > 0) {
          return new Match(
              letters, term.firstPosition(), term.lastPosition(), word, word, token, token);
        }
      }
    }
    return null;
  }

  private static int letters(String text, TextToken at, String candidate, MatchedTerm term) {
    if (term.prefix() && at.lemma().startsWith(candidate)) {
      int length = candidate.codePointCount(0, candidate.length());
      int end = candidate.offsetByCodePoints(0, Math.min(length, term.length()));
      return TokenLetters.covering(text, at, end);
    }
    if (at.lemma().equals(candidate)) {
      return text.codePointCount(at.start(), at.end());
    }
    return 0;
  }

  private static @Nullable Match phraseAt(
      String text, List<TextToken> tokens, int start, int firstWord, Located phrase) {
    int token = start;
    int word = firstWord;
    List<String> wanted = new ArrayList<>(phrase.phrase().words());
    for (int i = 0; i < wanted.size(); i++) {
      if (i > 0) {
        do {
          token++;
        } while (token < tokens.size() && tokens.get(token).isSeparator());
        word++;
      }
      if (token >= tokens.size() || !matches(tokens.get(token), wanted.get(i))) {
        return null;
      }
    }
    int letters = text.codePointCount(tokens.get(start).start(), tokens.get(token).end());
    return new Match(
        letters,
        phrase.term().firstPosition(),
        phrase.term().lastPosition(),
        firstWord,
        word,
        start,
        token);
  }

  private static boolean matches(TextToken token, @Nullable String wanted) {
    return wanted == null ? token.kind() == TextToken.Kind.STOP_WORD : token.lemma().equals(wanted);
  }
}
