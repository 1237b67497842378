package miroir.chaos.embedded.ranking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.Places;
import miroir.chaos.embedded.store.Sets;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;

/** Where words are, for one search; everything is looked up once. */
final class WordSource {
  private static final int NEAREST = 4;
  private static final int MAX_PREFIX_BYTES = 4;
  private static final int MANY_WORDS = 100;

  private final IndexView view;
  private final SearchableAttributes attributes;
  private final boolean proximityByWord;
  private final Map<String, WordPlaces> places = new HashMap<>();
  private final Map<TermSubset.Word, BitSet> documents = new HashMap<>();
  private final Map<String, Map<Integer, BitSet>> byAttribute = new HashMap<>();
  private final Map<String, Map<Integer, BitSet>> byPosition = new HashMap<>();
  private final Map<String, List<String>> prefixes = new HashMap<>();
  private final Map<Pair, BitSet[]> pairs = new HashMap<>();
  private final Map<Phrase, BitSet> phrases = new HashMap<>();

  private record Pair(String left, String right) {}

  WordSource(IndexView view, SearchableAttributes attributes) {
    this.view = view;
    this.attributes = attributes;
    IndexSettings settings = view.state().settings();
    this.proximityByWord = settings.get(Setting.PROXIMITY_PRECISION).asText().equals("byWord");
  }

  IndexView view() {
    return view;
  }

  SearchableAttributes attributes() {
    return attributes;
  }

  /** Documents with a word, in the attributes that are searched. */
  BitSet documents(TermSubset.Word word) {
    return documents.computeIfAbsent(word, this::findDocuments);
  }

  private BitSet findDocuments(TermSubset.Word word) {
    Set<Integer> allowed = attributes.allowed(word.derived());
    if (allowed == null) {
      return view.withWord(word.text());
    }
    BitSet found = new BitSet();
    attributesOf(word.text())
        .forEach(
            (attribute, set) -> {
              if (allowed.contains(attribute)) {
                found.or(set);
              }
            });
    return found;
  }

  private WordPlaces places(String word) {
    return places.computeIfAbsent(word, text -> WordPlaces.read(view, text));
  }

  /** The documents of a word by attribute. */
  Map<Integer, BitSet> attributesOf(String word) {
    return byAttribute.computeIfAbsent(
        word,
        text -> {
          Map<Integer, BitSet> sets = new HashMap<>();
          places(text)
              .forEach(
                  (document, place) ->
                      sets.computeIfAbsent(Places.attribute(place), a -> new BitSet())
                          .set(document));
          return sets;
        });
  }

  /** The documents of a word by position; far positions are taken together. */
  Map<Integer, BitSet> positionsOf(String word) {
    return byPosition.computeIfAbsent(
        word,
        text -> {
          Map<Integer, BitSet> sets = new HashMap<>();
          places(text)
              .forEach(
                  (document, place) ->
                      sets.computeIfAbsent(bucketed(Places.position(place)), p -> new BitSet())
                          .set(document));
          return sets;
        });
  }

  /** Positions from 16 on are rounded up: to 24, then to powers of two. */
  static int bucketed(int position) {
    if (position < 16) {
      return position;
    }
    if (position < 24) {
      return 24;
    }
    int power = Integer.highestOneBit(position);
    return Math.min(0xffff, power == position ? position : power << 1);
  }

  /** Words with a prefix if there are so many that they are looked up together; else none. */
  List<String> manyWithPrefix(String prefix) {
    return prefixes.computeIfAbsent(
        prefix,
        text -> {
          List<String> words = new ArrayList<>();
          boolean shortEnough = text.getBytes(StandardCharsets.UTF_8).length <= MAX_PREFIX_BYTES;
          if (shortEnough) {
            view.visitWords(text, term -> words.add(term.utf8ToString()));
          }
          return words.size() >= MANY_WORDS ? words : List.of();
        });
  }

  /** Documents in which the smallest distance from one word to the next is this one. */
  BitSet pair(String left, String right, int distance) {
    if (!proximityByWord) {
      return sameAttribute(left, right);
    }
    BitSet[] sets = pairs.computeIfAbsent(new Pair(left, right), this::findPairs);
    return distance > 0 && distance < NEAREST ? sets[distance] : new BitSet();
  }

  private BitSet[] findPairs(Pair pair) {
    BitSet[] sets = new BitSet[NEAREST];
    for (int i = 0; i < NEAREST; i++) {
      sets[i] = new BitSet();
    }
    if (view.withWord(pair.left()).intersects(view.withWord(pair.right()))) {
      places(pair.left())
          .join(places(pair.right()), (document, distance) -> sets[distance].set(document));
    }
    return sets;
  }

  private BitSet sameAttribute(String left, String right) {
    BitSet found = new BitSet();
    Map<Integer, BitSet> others = attributesOf(right);
    attributesOf(left)
        .forEach(
            (attribute, set) -> {
              BitSet other = others.get(attribute);
              if (other != null && attributes.weight(attribute) >= 0) {
                found.or(Sets.and(set, other));
              }
            });
    return found;
  }

  /** Documents with a phrase. */
  BitSet phrase(Phrase phrase) {
    BitSet known = phrases.get(phrase);
    if (known == null) {
      known = PhraseDocuments.find(this, phrase);
      phrases.put(phrase, known);
    }
    return known;
  }
}
