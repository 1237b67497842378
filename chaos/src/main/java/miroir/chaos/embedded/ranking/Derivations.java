package miroir.chaos.embedded.ranking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miroir.chaos.embedded.text.TextToken;
import miroir.chaos.embedded.text.Tokenizer;
import miroir.gateway.api.settings.TypoTolerance;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;
import org.jspecify.annotations.Nullable;

/** Finds the words of an index that may stand for a word of a query. */
final class Derivations {
  private static final int MAX_PREFIXED = 1_000;
  private static final int MAX_ONE_TYPO = 150;
  private static final int MAX_TWO_TYPOS = 50;
  private static final int MAX_SYNONYMS = 50;
  private static final int MAX_SYNONYM_WORDS = 100;

  private final WordSource source;
  private final TypoTolerance typos;
  private final Synonyms synonyms;

  Derivations(WordSource source, Tokenizer tokenizer) {
    this.source = source;
    this.typos = source.view().state().settings().typoTolerance();
    this.synonyms = Synonyms.of(source.view().state().settings().synonyms(), tokenizer);
  }

  WordSource source() {
    return source;
  }

  /** How many typos a word may have. */
  int allowedTypos(String word) {
    int length = word.codePointCount(0, word.length());
    if (!typos.enabled() || length < typos.oneTypo() || typos.exactWords().contains(word)) {
      return 0;
    }
    return length < typos.twoTypos() ? 1 : 2;
  }

  /** A word with what stands for it without typos. */
  QueryTerm term(String word, int maxTypos, boolean prefix, @Nullable Phrase joined) {
    QueryTerm term = new QueryTerm(word, null, joined, maxTypos, prefix);
    if (!source.view().withWord(word).isEmpty()) {
      term.setExactWord(word);
    }
    if (prefix) {
      if (!source.manyWithPrefix(word).isEmpty()) {
        term.setPrefixAtOnce(word);
      } else {
        source
            .view()
            .visitWords(
                word,
                found -> {
                  if (found.length > new BytesRef(word).length) {
                    term.prefixed().add(found.utf8ToString());
                  }
                  return term.prefixed().size() < MAX_PREFIXED;
                });
      }
    }
    addSynonyms(term, List.of(word));
    return term;
  }

  /** Adds what the settings say that words also mean. */
  void addSynonyms(QueryTerm term, List<String> words) {
    int count = 0;
    int size = 0;
    for (Phrase synonym : synonyms.of(words)) {
      if (count++ < MAX_SYNONYMS && size + synonym.words().size() <= MAX_SYNONYM_WORDS) {
        size += synonym.words().size();
        term.synonyms().add(synonym);
      }
    }
  }

  /** Finds words with typos and the word written as two, unless that was done. */
  void derive(QueryTerm term) {
    if (term.isDerived()) {
      return;
    }
    if (term.phrase() != null) {
      term.setDerived(null);
      return;
    }
    if (term.maxTypos() == 1) {
      findOneTypo(term);
    } else if (term.maxTypos() > 1) {
      findTwoTypos(term);
    }
    Phrase split = split(term.original());
    boolean asWritten = split != null && split.equals(term.joined());
    term.setDerived(asWritten ? null : split);
  }

  private void findOneTypo(QueryTerm term) {
    String word = term.original();
    int first = word.codePointAt(0);
    visit(
        word,
        1,
        term.isPrefix(),
        found -> {
          if (found.codePointAt(0) == first
              && WordDistance.between(word, found, term.isPrefix()) == 1) {
            term.oneTypo().add(found);
          }
          return term.oneTypo().size() < MAX_ONE_TYPO;
        });
  }

  /** A typo in the first letter counts as two. */
  private void findTwoTypos(QueryTerm term) {
    String word = term.original();
    int first = word.codePointAt(0);
    Set<String> one = term.oneTypo();
    Set<String> two = term.twoTypos();
    visit(
        word,
        2,
        term.isPrefix(),
        found -> {
          int distance = WordDistance.between(word, found, term.isPrefix());
          boolean sameStart = found.codePointAt(0) == first;
          if (sameStart && distance == 1 && one.size() < MAX_ONE_TYPO) {
            one.add(found);
          }
          boolean counts = sameStart ? distance == 2 : distance <= 1;
          if (counts && two.size() < MAX_TWO_TYPOS) {
            two.add(found);
          }
          return one.size() < MAX_ONE_TYPO || two.size() < MAX_TWO_TYPOS;
        });
  }

  /** Takes a word; true to go on. */
  private interface Found {
    boolean take(String word);
  }

  private void visit(String word, int distance, boolean prefix, Found visitor) {
    Terms terms = source.view().words();
    if (terms == null) {
      return;
    }
    Automaton automaton = new LevenshteinAutomata(word, true).toAutomaton(distance);
    if (prefix) {
      automaton = Operations.concatenate(automaton, Automata.makeAnyString());
    }
    Automaton determinized =
        Operations.determinize(automaton, Operations.DEFAULT_DETERMINIZE_WORK_LIMIT * 10);
    try {
      TermsEnum cursor = new CompiledAutomaton(determinized).getTermsEnum(terms);
      for (BytesRef term = cursor.next(); term != null; term = cursor.next()) {
        String text = term.utf8ToString();
        if (countsWithTypos(text) && !visitor.take(text)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Words that stand only in attributes without typo tolerance do not, nor may numbers. */
  private boolean countsWithTypos(String word) {
    if (typos.exactNumbers() && word.chars().allMatch(Character::isDigit)) {
      return false;
    }
    SearchableAttributes attributes = source.attributes();
    return !attributes.hasExact()
        || source.attributesOf(word).keySet().stream().anyMatch(attributes::tolerates);
  }

  /** The most frequent way to write a word as two neighbours. */
  private @Nullable Phrase split(String word) {
    int best = 0;
    Phrase split = null;
    for (int i = word.offsetByCodePoints(0, 1); i < word.length(); ) {
      String left = word.substring(0, i);
      String right = word.substring(i);
      BitSet together = source.pair(left, right, 1);
      if (together.cardinality() > best) {
        best = together.cardinality();
        split = new Phrase(List.of(left, right));
      }
      i += Character.charCount(word.codePointAt(i));
    }
    return split;
  }

  /** The synonyms of an index, by the words that they are written for. */
  private record Synonyms(Map<List<String>, List<Phrase>> phrases) {
    static Synonyms of(Map<String, List<String>> setting, Tokenizer tokenizer) {
      Map<List<String>, List<Phrase>> phrases = new HashMap<>();
      setting.forEach(
          (word, others) -> {
            List<Phrase> list =
                phrases.computeIfAbsent(words(word, tokenizer), w -> new ArrayList<>());
            for (String other : others) {
              List<String> words = words(other, tokenizer);
              if (!words.isEmpty()) {
                list.add(new Phrase(List.copyOf(words)));
              }
            }
          });
      return new Synonyms(phrases);
    }

    private static List<String> words(String text, Tokenizer tokenizer) {
      return tokenizer.tokens(text).stream()
          .filter(TextToken::isWord)
          .map(TextToken::lemma)
          .filter(lemma -> !lemma.isEmpty())
          .toList();
    }

    List<Phrase> of(List<String> words) {
      return phrases.getOrDefault(words, List.of());
    }
  }
}
