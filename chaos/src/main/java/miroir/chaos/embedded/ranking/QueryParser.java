package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.List;
import miroir.chaos.embedded.text.TextToken;
import org.jspecify.annotations.Nullable;

/** Makes terms of the words of a query: quotes make phrases, a minus sign negates. */
final class QueryParser {
  private static final int MAX_TERMS = 10;
  private static final int MAX_TOKENS = 1_000;
  private static final int HARD_GAP = 7;

  private final Derivations derivations;
  private final boolean prefixSearch;
  private final List<Located> terms = new ArrayList<>();
  private final List<String> negativeWords = new ArrayList<>();
  private final List<Phrase> negativePhrases = new ArrayList<>();

  private int position = -1;
  private @Nullable List<@Nullable String> phrase;
  private int phraseStart;
  private int phraseEnd;
  private boolean negativePhrase;
  private boolean negativeNext;
  private boolean afterSpace = true;

  private QueryParser(Derivations derivations, boolean prefixSearch) {
    this.derivations = derivations;
    this.prefixSearch = prefixSearch;
  }

  static ParsedQuery parse(List<TextToken> tokens, Derivations derivations, boolean prefixSearch) {
    QueryParser parser = new QueryParser(derivations, prefixSearch);
    int count = Math.min(MAX_TOKENS, tokens.size());
    for (int i = 0; i < count; i++) {
      if (tokens.get(i).lemma().isEmpty()) {
        continue;
      }
      if (parser.terms.size() >= MAX_TERMS) {
        parser.phrase = null;
        break;
      }
      parser.take(tokens.get(i), i == count - 1);
    }
    parser.closePhrase();
    return new ParsedQuery(parser.terms, parser.negativeWords, parser.negativePhrases);
  }

  private void take(TextToken token, boolean last) {
    if (token.isSeparator()) {
      takeSeparator(token);
    } else {
      takeWord(token, last);
    }
    String lemma = token.lemma();
    afterSpace = Character.isWhitespace(lemma.codePointBefore(lemma.length()));
  }

  private void takeWord(TextToken token, boolean last) {
    position++;
    if (phrase != null) {
      pushPhraseWord(token);
    } else if (negativeNext) {
      negativeWords.add(token.lemma());
      negativeNext = false;
    } else if (last) {
      add(token.lemma(), prefixSearch);
    } else if (token.isWord()) {
      add(token.lemma(), false);
    }
  }

  private void add(String word, boolean prefix) {
    QueryTerm term = derivations.term(word, derivations.allowedTypos(word), prefix, null);
    addTerm(term, position, position);
  }

  private void addTerm(QueryTerm term, int first, int last) {
    int number = terms.size();
    terms.add(new Located(TermSubset.full(term), first, last, number, number));
  }

  private void pushPhraseWord(TextToken token) {
    List<@Nullable String> words = phrase;
    if (words != null) {
      if (words.stream().allMatch(word -> word == null)) {
        phraseStart = position;
      }
      phraseEnd = position;
      words.add(token.isWord() ? token.lemma() : null);
    }
  }

  private void takeSeparator(TextToken token) {
    boolean hard = token.kind() == TextToken.Kind.HARD_SEPARATOR;
    if (hard) {
      position += HARD_GAP;
      if (phrase != null) {
        boolean negative = negativePhrase;
        closePhrase();
        phrase = new ArrayList<>();
        negativePhrase = negative;
      }
    }
    long quotes = token.lemma().chars().filter(c -> c == '"').count();
    if (quotes > 0) {
      if (phrase != null) {
        quotes--;
        closePhrase();
        negativePhrase = false;
      }
      if (quotes % 2 == 1) {
        negativePhrase = negativeNext;
        phrase = new ArrayList<>();
      }
    }
    negativeNext = phrase == null && token.lemma().equals("-") && afterSpace;
  }

  private void closePhrase() {
    List<@Nullable String> words = phrase;
    phrase = null;
    if (words == null || words.stream().allMatch(word -> word == null)) {
      return;
    }
    Phrase built = new Phrase(words);
    if (negativePhrase) {
      negativePhrases.add(built);
    } else {
      addTerm(new QueryTerm(built.description(), built, null, 0, false), phraseStart, phraseEnd);
    }
  }
}
