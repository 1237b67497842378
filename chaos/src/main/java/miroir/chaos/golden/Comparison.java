package miroir.chaos.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compares answers with recordings: exactly, names of members in their order included, but times,
 * durations, sizes and random ids by their shape alone.
 */
final class Comparison {
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z");
  private static final Pattern DURATION = Pattern.compile("P(T[0-9.]+[HMS]|[0-9]+D)+.*");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern DUMP = Pattern.compile("[0-9]{8}-[0-9]{9}");
  private static final Pattern COMMIT = Pattern.compile(".+");
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  private static final Map<String, Pattern> TEXTS =
      Map.ofEntries(
          Map.entry("enqueuedAt", TIME),
          Map.entry("startedAt", TIME),
          Map.entry("finishedAt", TIME),
          Map.entry("createdAt", TIME),
          Map.entry("updatedAt", TIME),
          Map.entry("lastUpdate", TIME),
          Map.entry("duration", DURATION),
          Map.entry("requestUid", UUID),
          Map.entry("uuid", UUID),
          Map.entry("dumpUid", DUMP),
          Map.entry("commitSha", COMMIT),
          Map.entry("commitDate", COMMIT));

  private static final Set<String> NUMBERS =
      Set.of(
          "processingTimeMs",
          "databaseSize",
          "usedDatabaseSize",
          "rawDocumentDbSize",
          "avgDocumentSize",
          "batchUid");

  /** What a batch says of itself depends on when its tasks met. */
  private static final Set<String> BATCH_ONLY = Set.of("stats", "batchStrategy", "uid");

  private static final Pattern EXPIRED = Pattern.compile("(we're now `)[0-9]+(`)");

  private final List<Fragment> fragments = new ArrayList<>();

  private final Set<String> chosenUids;

  private Comparison(Set<String> chosenUids) {
    this.chosenUids = chosenUids;
  }

  /**
   * Returns where two values differ, in the order of the expected one.
   *
   * @param chosenUids uids of keys that the client chose; all others are random
   */
  static List<Fragment> of(JsonNode expected, JsonNode actual, Set<String> chosenUids) {
    Comparison comparison = new Comparison(chosenUids);
    comparison.compare("", "", expected, actual);
    return comparison.fragments;
  }

  private void compare(String path, String name, JsonNode expected, JsonNode actual) {
    if (NUMBERS.contains(name)) {
      check(path, expected, actual, expected.isNumber() == actual.isNumber());
    } else if (TEXTS.containsKey(name)) {
      check(path, expected, actual, sameShape(TEXTS.get(name), expected, actual));
    } else if (expected.isObject() && actual.isObject()) {
      compareObjects(path, expected, actual);
    } else if (expected.isArray() && actual.isArray()) {
      compareArrays(path, expected, actual);
    } else if (expected.isNumber() && actual.isNumber()) {
      boolean sameKind = expected.isIntegralNumber() == actual.isIntegralNumber();
      check(
          path,
          expected,
          actual,
          sameKind && expected.decimalValue().compareTo(actual.decimalValue()) == 0);
    } else if (name.equals("message")) {
      check(path, expected, actual, timeless(expected).equals(timeless(actual)));
    } else {
      check(path, expected, actual, expected.equals(actual));
    }
  }

  private static boolean sameShape(Pattern shape, JsonNode expected, JsonNode actual) {
    return expected.isTextual()
        ? actual.isTextual() && shape.matcher(actual.asText()).matches()
        : expected.equals(actual);
  }

  private static String timeless(JsonNode message) {
    return EXPIRED.matcher(message.asText()).replaceFirst("$1now$2");
  }

  private void compareObjects(String path, JsonNode expected, JsonNode actual) {
    List<String> wanted = names(expected);
    List<String> found = names(actual);
    boolean isBatch = expected.has("batchStrategy");
    boolean isRandomKey =
        expected.has("key") && !chosenUids.contains(expected.path("uid").asText());
    if (!wanted.equals(found)) {
      fragments.add(new Fragment(path + "{names}", wanted.toString(), found.toString()));
    }
    for (String name : wanted) {
      if (!actual.has(name) || (isBatch && BATCH_ONLY.contains(name))) {
        continue;
      }
      String inner = path.isEmpty() ? name : path + "." + name;
      JsonNode one = expected.get(name);
      JsonNode other = actual.get(name);
      if (isRandomKey && (name.equals("uid") || name.equals("key"))) {
        check(inner, one, other, sameShape(name.equals("uid") ? UUID : KEY, one, other));
      } else {
        compare(inner, name, one, other);
      }
    }
  }

  private void compareArrays(String path, JsonNode expected, JsonNode actual) {
    if (expected.size() != actual.size()) {
      fragments.add(
          new Fragment(
              path + "{size}", expected.size() + ": " + expected, actual.size() + ": " + actual));
    }
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      compare(path + "[" + i + "]", "", expected.get(i), actual.get(i));
    }
  }

  private void check(String path, JsonNode expected, JsonNode actual, boolean equal) {
    if (!equal) {
      fragments.add(new Fragment(path, expected.toString(), actual.toString()));
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
