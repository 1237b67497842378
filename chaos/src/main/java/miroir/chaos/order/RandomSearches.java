package miroir.chaos.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import miroir.chaos.golden.Story;

/** Searches made of the words and values of a data set; the same seed makes the same search. */
final class RandomSearches {
  /**
   * A node takes at most 50 words that are two slips away from a word of a search, and 150 that are
   * one: numbers of a book (ISBN) differ so little from each other that each node stops elsewhere.
   */
  private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{9,}");

  private final JsonNode documents;
  private final DataSet set;

  RandomSearches(JsonNode documents, DataSet set) {
    this.documents = documents;
    this.set = set;
  }

  /** Returns a search of a kind. */
  ObjectNode search(SearchKind kind, long seed) {
    Random random = new Random(31 * seed + kind.ordinal());
    JsonNode document = documents.get(random.nextInt(documents.size()));
    String word = word(document, random);
    String other = word(document, random);
    ObjectNode search = Story.MAPPER.createObjectNode();
    switch (kind) {
      case WORD -> search.put("q", word);
      case WORDS -> search.put("q", word + " " + other);
      case WORDS_CUT_SHORT -> search.put("q", word + " " + cut(other, other.length() / 2));
      case SLIP -> search.put("q", word.substring(1));
      case PHRASE -> search.put("q", '"' + word + '"');
      case NEGATIVE -> search.put("q", word + " -" + other);
      case EVERYTHING -> search.put("q", "").put("limit", 1 + random.nextInt(50));
      case ALL_WORDS -> search.put("q", word + " " + other).put("matchingStrategy", "all");
      case FREQUENCY -> search.put("q", word + " " + other).put("matchingStrategy", "frequency");
      case OFFSET -> paged(search, cut(word, 2), random, "offset", "limit", 0);
      case NUMBERED_PAGES -> paged(search, cut(word, 2), random, "page", "hitsPerPage", 1);
      case FILTER -> search.put("q", cut(word, 3)).put("filter", filter(random));
      case SORT -> {
        search.put("q", random.nextBoolean() ? "" : cut(word, 3));
        search.putArray("sort").add(pick(set.sortable(), random) + direction(random));
      }
      case FACETS -> facets(search.put("q", cut(word, 3)));
      case THRESHOLD -> threshold(search.put("q", word + " " + other), random);
      case THRESHOLD_FACETS -> facets(threshold(search.put("q", word + " " + other), random));
      case DISTINCT -> distinct(search.put("q", cut(word, 3)), random);
      case DISTINCT_FACETS -> facets(distinct(search.put("q", cut(word, 3)), random));
      case DISTINCT_PAGES -> distinctPages(search, word, random);
      case DISTINCT_PAGES_FACETS -> facets(distinctPages(search, word, random));
      case MARKED -> {
        search.put("q", word + " " + other).put("limit", 5).put("showMatchesPosition", true);
        search.putArray("attributesToHighlight").add("*");
        search.putArray("attributesToCrop").add("*");
      }
      case SCORES -> search.put("q", word + " " + other).put("showRankingScore", true);
    }
    return search;
  }

  private static void paged(
      ObjectNode search, String q, Random random, String where, String size, int first) {
    search.put("q", q).put(where, first + random.nextInt(4)).put(size, 1 + random.nextInt(10));
  }

  private static ObjectNode facets(ObjectNode search) {
    search.putArray("facets").add("*");
    return search;
  }

  private static ObjectNode threshold(ObjectNode search, Random random) {
    return search
        .put("rankingScoreThreshold", random.nextInt(90) / 100.0)
        .put("limit", 1 + random.nextInt(15));
  }

  private ObjectNode distinct(ObjectNode search, Random random) {
    return search
        .put("distinct", pick(set.distinct(), random))
        .put("limit", 1 + random.nextInt(15));
  }

  private ObjectNode distinctPages(ObjectNode search, String word, Random random) {
    paged(search, cut(word, 3), random, "page", "hitsPerPage", 1);
    return search.put("distinct", pick(set.distinct(), random));
  }

  private String filter(Random random) {
    String field = pick(set.distinct(), random);
    String value = documents.get(random.nextInt(documents.size())).path(field).asText();
    return field + " != \"" + value.replace("\"", "") + "\"";
  }

  private static String direction(Random random) {
    return random.nextBoolean() ? ":asc" : ":desc";
  }

  private static String pick(List<String> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static String cut(String word, int length) {
    return word.substring(0, Math.max(1, Math.min(word.length(), length)));
  }

  private static String word(JsonNode document, Random random) {
    List<String> words = new ArrayList<>();
    for (JsonNode value : document) {
      Arrays.stream(value.asText().split("[^\\p{L}\\p{N}]+"))
          .filter(word -> word.length() > 2 && !LONG_NUMBER.matcher(word).matches())
          .forEach(words::add);
    }
    return pick(words, random);
  }
}
