package miroir.chaos.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What has been explored already, in a file, so that an enumeration that was stopped goes on. What
 * other code or other bounds have explored does not count. Not thread-safe.
 */
final class Explored {
  private final Map<String, Count> counts = new HashMap<>();
  private final @Nullable Path file;

  /**
   * What was found below one sequence of operations.
   *
   * @param worlds that were run
   * @param histories that differ
   * @param same worlds whose like had been run, so that nothing below them was
   */
  record Count(long worlds, long histories, long same) {
    static final Count NONE = new Count(0, 0, 0);

    Count plus(Count other) {
      return new Count(worlds + other.worlds, histories + other.histories, same + other.same);
    }
  }

  /** Reads a file, or begins it anew if it is of other code or bounds; null for none. */
  Explored(@Nullable Path file, String bounds) throws IOException {
    this.file = file;
    if (file == null) {
      return;
    }
    String head = bounds + ", code " + code();
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.isEmpty() || !lines.get(0).equals(head)) {
      Files.writeString(file, head + "\n");
      return;
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", -1);
      counts.put(
          words[0],
          new Count(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])));
    }
  }

  private static String code() throws IOException {
    CRC32 sum = new CRC32();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        try (InputStream in = Files.newInputStream(jar)) {
          sum.update(in.readAllBytes());
        }
      }
    }
    return Long.toHexString(sum.getValue());
  }

  boolean has(String sequence) {
    return counts.containsKey(sequence);
  }

  /** Returns everything so far. */
  Count total() {
    return counts.values().stream().reduce(Count.NONE, Count::plus);
  }

  /** Notes that nothing is left below a sequence. */
  void add(String sequence, Count count) throws IOException {
    counts.put(sequence, count);
    if (file != null) {
      String line = sequence + " " + count.worlds + " " + count.histories + " " + count.same + "\n";
      Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
  }
}
