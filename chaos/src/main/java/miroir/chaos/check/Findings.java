package miroir.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was found wrong: a count for each kind, and the first examples. Not thread-safe. */
final class Findings {
  private static final int EXAMPLES = 4;

  private final Map<String, List<String>> byKind = new TreeMap<>();

  void add(String kind, String example) {
    byKind.computeIfAbsent(kind, words -> new ArrayList<>()).add(example);
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    byKind.forEach(
        (kind, all) ->
            sentences.add(
                all.size()
                    + " "
                    + kind
                    + ": "
                    + String.join("; ", all.subList(0, Math.min(EXAMPLES, all.size())))));
    return sentences;
  }
}
