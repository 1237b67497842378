package miroir.chaos.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made-up documents of some 500 bytes, the same in each run: words as rare as in real texts. */
final class Corpus {
  /** Settings that most users make. */
  static final String SETTINGS =
      """
      {"searchableAttributes":["title","text"],"filterableAttributes":["genre","year"],\
      "sortableAttributes":["year"]}""";

  private static final int WORDS = 8_000;
  private static final String[] SYLLABLES = {
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"
  };

  private final Random random;

  Corpus(long seed) {
    random = new Random(seed);
  }

  String document(long id) {
    return "{\"id\":%d,\"title\":\"%s\",\"text\":\"%s\",\"genre\":\"g%d\",\"year\":%d}"
        .formatted(id, words(3), words(60), random.nextInt(20), 1950 + random.nextInt(75));
  }

  List<String> documents(long first, int count) {
    List<String> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(document(first + i));
    }
    return all;
  }

  String words(int count) {
    List<String> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      words.add(word());
    }
    return String.join(" ", words);
  }

  /** The n-th word occurs about 1/n times as often as the first (Zipf). */
  String word() {
    int rank = (int) Math.exp(random.nextDouble() * Math.log(WORDS));
    StringBuilder word = new StringBuilder();
    for (int rest = rank + 16; rest > 0; rest /= SYLLABLES.length) {
      word.append(SYLLABLES[rest % SYLLABLES.length]);
    }
    return word.toString();
  }
}
