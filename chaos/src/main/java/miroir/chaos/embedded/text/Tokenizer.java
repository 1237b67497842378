package miroir.chaos.embedded.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Cuts text into words and what stands between them. Scripts without spaces are cut character by
 * character, as there are no dictionaries here.
 */
public final class Tokenizer {
  private final Separators separators;
  private final Set<String> stopWords;
  private final Collection<String> dictionary;

  /**
   * Prepares for the settings of an index.
   *
   * @param separatorTokens separators beyond the usual ones
   * @param nonSeparatorTokens usual separators that are letters here
   * @param dictionary texts that are one word
   * @param stopWords words that are not searched, decomposed
   */
  public Tokenizer(
      Collection<String> separatorTokens,
      Collection<String> nonSeparatorTokens,
      Collection<String> dictionary,
      Collection<String> stopWords) {
    this.separators = Separators.with(separatorTokens, nonSeparatorTokens);
    this.stopWords = new HashSet<>(stopWords);
    Set<String> longestFirst =
        new TreeSet<>(
            (a, b) -> a.length() == b.length() ? a.compareTo(b) : b.length() - a.length());
    longestFirst.addAll(dictionary);
    this.dictionary = longestFirst;
  }

  /** The pieces of a text, without gaps. */
  public List<TextToken> tokens(String text) {
    List<TextToken> tokens = new ArrayList<>();
    int groupStart = 0;
    while (groupStart < text.length()) {
      Script script = Script.OTHER;
      int i = groupStart;
      while (i < text.length()) {
        int c = text.codePointAt(i);
        Script next = Script.of(c);
        if (next != Script.OTHER && next != script) {
          if (script != Script.OTHER) {
            break;
          }
          script = next;
        }
        i += Character.charCount(c);
      }
      cutGroup(text, groupStart, i, script, tokens);
      groupStart = i;
    }
    return tokens;
  }

  private void cutGroup(
      String text, int groupStart, int groupEnd, Script script, List<TextToken> tokens) {
    String group = text.substring(groupStart, groupEnd);
    int wordStart = 0;
    int i = 0;
    while (i < group.length()) {
      int whole = dictionaryLength(group, i);
      int length = whole > 0 ? whole : separators.lengthAt(group, i);
      boolean single = script == Script.HAN && length == 0;
      if (single) {
        length = Character.charCount(group.codePointAt(i));
      }
      if (length == 0) {
        i++;
        continue;
      }
      add(group, wordStart, i, groupStart, script, tokens);
      add(group, i, i + length, groupStart, script, tokens);
      i += length;
      wordStart = i;
    }
    add(group, wordStart, i, groupStart, script, tokens);
  }

  private int dictionaryLength(String group, int start) {
    for (String word : dictionary) {
      if (group.regionMatches(true, start, word, 0, word.length())) {
        return word.length();
      }
    }
    return 0;
  }

  private void add(
      String group, int start, int end, int base, Script script, List<TextToken> tokens) {
    if (start >= end) {
      return;
    }
    String decomposed = WordForm.decomposed(group.substring(start, end));
    TextToken.Kind kind = TextToken.Kind.WORD;
    String lemma = decomposed;
    if (stopWords.contains(decomposed)) {
      kind = TextToken.Kind.STOP_WORD;
    } else if (separators.contains(decomposed)) {
      kind =
          separators.isHard(decomposed)
              ? TextToken.Kind.HARD_SEPARATOR
              : TextToken.Kind.SOFT_SEPARATOR;
    }
    if (kind == TextToken.Kind.WORD) {
      lemma = WordForm.folded(decomposed, script);
    }
    tokens.add(new TextToken(lemma, kind, base + start, base + end));
  }
}
