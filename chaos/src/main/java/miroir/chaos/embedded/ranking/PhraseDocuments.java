package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import miroir.chaos.embedded.store.Sets;

/** Finds phrases by the distances between their words, three words at a time. */
final class PhraseDocuments {
  private static final int WINDOW = 3;

  private PhraseDocuments() {}

  static BitSet find(WordSource source, Phrase phrase) {
    List<String> known = phrase.known();
    if (known.isEmpty()) {
      return new BitSet();
    }
    BitSet found = Sets.copy(source.documents(new TermSubset.Word(known.get(0), false)));
    for (String word : known) {
      found.and(source.documents(new TermSubset.Word(word, false)));
    }
    int size = Math.min(WINDOW, phrase.words().size());
    for (int start = 0; start + size <= phrase.words().size() && !found.isEmpty(); start++) {
      for (BitSet near : pairs(source, phrase, start, start + size)) {
        found.and(near);
      }
    }
    return found;
  }

  private static List<BitSet> pairs(WordSource source, Phrase phrase, int start, int end) {
    List<BitSet> pairs = new ArrayList<>();
    for (int i = start; i < end; i++) {
      for (int j = i + 1; j < end; j++) {
        String left = phrase.words().get(i);
        String right = phrase.words().get(j);
        if (left != null && right != null) {
          BitSet near = new BitSet();
          for (int distance = 1; distance <= j - i; distance++) {
            near.or(source.pair(left, right, distance));
          }
          pairs.add(near);
        }
      }
    }
    pairs.sort(Comparator.comparingInt(BitSet::cardinality));
    return pairs;
  }
}
