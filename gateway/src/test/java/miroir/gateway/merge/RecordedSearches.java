package miroir.gateway.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import miroir.cluster.Slot;

/**
 * One recorded set: searches that one server and three nodes, each with a third of the documents,
 * have answered. Later rounds were not recorded: a node knows a word when its documents contain it,
 * and to all else it answers what it answered first.
 */
final class RecordedSearches {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path RESOURCES = Path.of("..", "chaos", "src", "main", "resources");

  private final JsonNode recording;
  private final Map<String, Integer> positions = new HashMap<>();
  private final List<Set<String>> dictionaries = new ArrayList<>();

  RecordedSearches(String recording, String data) throws IOException {
    this.recording = read("golden", recording);
    for (int node = 0; node < 3; node++) {
      dictionaries.add(new HashSet<>());
    }
    for (JsonNode document : read("data", data)) {
      String key = document.get(primaryKey()).asText();
      positions.put(key, positions.size());
      Set<String> dictionary = dictionaries.get((Slot.of(key) * 3) >>> 14);
      String text = document.toString().toLowerCase(Locale.ROOT);
      Collections.addAll(dictionary, text.split("[^\\p{L}\\p{N}]+"));
    }
  }

  private static JsonNode read(String directory, String name) throws IOException {
    Path plain = RESOURCES.resolve(directory).resolve(name + ".json");
    if (Files.exists(plain)) {
      return MAPPER.readTree(plain.toFile());
    }
    try (InputStream packed = new FileInputStream(plain + ".gz");
        InputStream unpacked = new GZIPInputStream(packed)) {
      return MAPPER.readTree(unpacked);
    }
  }

  String primaryKey() {
    return recording.get("primaryKey").asText();
  }

  IndexShape index() {
    return IndexShape.defaults(primaryKey());
  }

  JsonNode searches() {
    return recording.get("searches");
  }

  TieOrder insertion() {
    return key -> positions.getOrDefault(key, Integer.MAX_VALUE);
  }

  static boolean isByFrequency(JsonNode search) {
    return search.at("/request/matchingStrategy").asText().equals("frequency");
  }

  /** Runs a plan to its end and returns the merged answer. */
  JsonNode merged(JsonNode search) throws IOException {
    return MAPPER.readTree(mergedBytes(search));
  }

  byte[] mergedBytes(JsonNode search) throws IOException {
    int nodes = search.get("nodes").size();
    ObjectNode request = (ObjectNode) search.get("request");
    MergePlan plan =
        new MergePlan(request, index(), Collections.nCopies(nodes, null), insertion(), "uid");
    Step step = plan.start();
    while (step instanceof Step.Round) {
      List<byte[]> answers = new ArrayList<>();
      for (Step.Ask ask : ((Step.Round) step).requests()) {
        answers.add(answer(search, ask));
      }
      step = plan.next(answers);
    }
    return ((Step.Finished) step).body();
  }

  private byte[] answer(JsonNode search, Step.Ask ask) throws IOException {
    JsonNode query = MAPPER.readTree(ask.body());
    String q = query.path("q").asText();
    if (!q.equals(search.at("/request/q").asText())) {
      String word = q.replace("\"", "").toLowerCase(Locale.ROOT);
      boolean known = dictionaries.get(ask.node()).contains(word);
      return "{\"hits\":[],\"estimatedTotalHits\":%s}"
          .formatted(known ? "1" : "0")
          .getBytes(StandardCharsets.UTF_8);
    }
    return MAPPER.writeValueAsBytes(search.get("nodes").get(ask.node()));
  }
}
