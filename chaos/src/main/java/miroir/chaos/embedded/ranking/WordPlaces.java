package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.Places;

/** All places of a word, by document. */
final class WordPlaces {
  private static final int NEAREST = 4;

  private record Entry(int document, int[] places) {}

  private final List<Entry> entries;

  private WordPlaces(List<Entry> entries) {
    this.entries = entries;
  }

  static WordPlaces read(IndexView view, String word) {
    List<Entry> entries = new ArrayList<>();
    view.visitPlaces(
        word,
        view.all(),
        (document, places, count) ->
            entries.add(new Entry(document, Arrays.copyOf(places, count))));
    entries.sort(Comparator.comparingInt(Entry::document));
    return new WordPlaces(entries);
  }

  /** Takes two numbers. */
  @FunctionalInterface
  interface Visitor {
    void visit(int document, int value);
  }

  /** Visits every place. */
  void forEach(Visitor visitor) {
    for (Entry entry : entries) {
      for (int place : entry.places()) {
        visitor.visit(entry.document(), place);
      }
    }
  }

  /**
   * Visits documents in which the other word follows within three words of the same attribute, with
   * the smallest distance.
   */
  void join(WordPlaces other, Visitor visitor) {
    int i = 0;
    int j = 0;
    while (i < entries.size() && j < other.entries.size()) {
      Entry left = entries.get(i);
      Entry right = other.entries.get(j);
      if (left.document() < right.document()) {
        i++;
      } else if (left.document() > right.document()) {
        j++;
      } else {
        int distance = distance(left.places(), right.places());
        if (distance < NEAREST) {
          visitor.visit(left.document(), distance);
        }
        i++;
        j++;
      }
    }
  }

  private static int distance(int[] left, int[] right) {
    int best = NEAREST;
    int j = 0;
    for (int from : left) {
      while (j < right.length && right[j] <= from) {
        j++;
      }
      if (j < right.length && Places.attribute(right[j]) == Places.attribute(from)) {
        best = Math.min(best, right[j] - from);
      }
    }
    return best;
  }
}
