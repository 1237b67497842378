package miroir.chaos.workload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What one client writes, decided by its seed and by what became of its writes. Its documents come
 * in generations, each a group of its own: a generation is loaded, changed for a while, and then
 * left alone, since a document that is always written over hides what was lost. Later half of the
 * quiet generations are deleted by filter. Not thread-safe.
 */
final class Script {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int IDS = 8;
  private static final int STEPS = 20;

  private final List<String> quiet = new ArrayList<>();
  private final Random random;
  private final String client;
  private final int load;
  private int generation;
  private int step;
  private int version;

  /**
   * Makes one.
   *
   * @param client begins the ids and groups that are this client's own
   * @param load documents that a generation begins with, in one request; at least 1
   */
  Script(String client, long seed, int load) {
    this.client = client;
    this.random = new Random(seed);
    this.load = load;
  }

  private String group() {
    return client + "-" + generation;
  }

  private String id(int number) {
    return group() + "-" + number;
  }

  /** Returns the next write. */
  Write next() {
    if (step > STEPS) {
      quiet.add(group());
      generation++;
      step = 0;
    }
    step++;
    version++;
    int dice = random.nextInt(100);
    if (step == 1) {
      return new Write(Write.Kind.REPLACE, documents(load), "");
    }
    if (dice < 45) {
      return new Write(Write.Kind.REPLACE, List.of(document(random.nextInt(IDS))), "");
    }
    if (dice < 75) {
      return new Write(Write.Kind.MERGE, List.of(fields(random.nextInt(IDS))), "");
    }
    if (dice < 97 || quiet.isEmpty()) {
      return new Write(Write.Kind.DELETE, List.of(), id(random.nextInt(IDS)));
    }
    String old = quiet.remove(random.nextInt(quiet.size()));
    return new Write(Write.Kind.DELETE_GROUP, List.of(), old);
  }

  /** What the last write touched is not touched again: it may take effect at any later time. */
  void retire() {
    generation++;
    step = 0;
  }

  private List<ObjectNode> documents(int count) {
    return IntStream.range(0, count).mapToObj(this::document).toList();
  }

  private ObjectNode document(int number) {
    return fields(number).put("title", "load " + version).put("kept", version);
  }

  /** A field of four in turn, so that documents differ by which of their merges took effect. */
  private ObjectNode fields(int number) {
    return JSON.createObjectNode()
        .put("id", id(number))
        .put("group", group())
        .put("version", version)
        .put("field" + version % 4, version);
  }
}
