package miroir.chaos.embedded.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Counts the places of words in an attribute; sentences and array elements stand apart. */
public final class Positions {
  /** How far apart words of different sentences stand. */
  public static final int GAP = 8;

  private static final int MAX_POSITION = 65_535;
  private static final int MAX_WORD_BYTES = 250;

  /** Takes one word. */
  @FunctionalInterface
  public interface Sink {
    /** A word at a place, from 0. */
    void word(String word, int position);
  }

  private int next = -GAP;

  /** Numbers the words of one more value of the attribute. */
  public void add(List<TextToken> tokens, Sink sink) {
    int offset = next + GAP;
    if (offset >= MAX_POSITION) {
      return;
    }
    next = offset;
    TextToken.Kind previous = null;
    for (TextToken token : tokens) {
      if (token.isSeparator()) {
        if (previous != null && previous != TextToken.Kind.HARD_SEPARATOR) {
          previous = token.kind();
        }
        continue;
      }
      if (token.lemma().isEmpty()) {
        continue;
      }
      if (previous != null) {
        offset += previous == TextToken.Kind.HARD_SEPARATOR ? GAP : 1;
      }
      previous = token.kind();
      if (offset >= MAX_POSITION) {
        return;
      }
      String word = token.lemma().strip();
      if (token.isWord()
          && !word.isEmpty()
          && word.getBytes(StandardCharsets.UTF_8).length <= MAX_WORD_BYTES) {
        next = offset;
        sink.word(word, offset);
      }
    }
  }
}
