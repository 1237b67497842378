package miroir.chaos.embedded.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/** Hands the words of a document to Lucene, each at its place. */
final class WordStream extends TokenStream {
  /** A word at attribute and position in one number. */
  private record Word(String text, int place) {}

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
  private final List<Word> words = new ArrayList<>();
  private int next;
  private int lastPlace = -1;

  void add(String word, int attribute, int position) {
    words.add(new Word(word, Places.of(attribute, position)));
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  @Override
  public void reset() {
    words.sort(Comparator.comparingInt(Word::place));
    next = 0;
    lastPlace = -1;
  }

  @Override
  public boolean incrementToken() {
    if (next >= words.size()) {
      return false;
    }
    clearAttributes();
    Word word = words.get(next++);
    term.append(word.text());
    step.setPositionIncrement(word.place() - lastPlace);
    lastPlace = word.place();
    return true;
  }
}
