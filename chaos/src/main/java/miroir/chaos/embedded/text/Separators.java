package miroir.chaos.embedded.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** What stands between words: the list of Meilisearch, changed by an index's settings. */
final class Separators {
  private static final String LIST = "separators.txt";
  private static final Separators DEFAULT = load();

  private final Set<String> all;
  private final Set<String> hard;
  private final int longest;

  private Separators(Set<String> all, Set<String> hard) {
    this.all = all;
    this.hard = hard;
    this.longest = all.stream().mapToInt(String::length).max().orElse(0);
  }

  /** The list with some added and others taken away. */
  static Separators with(Collection<String> added, Collection<String> removed) {
    if (added.isEmpty() && removed.isEmpty()) {
      return DEFAULT;
    }
    Set<String> all = new HashSet<>(DEFAULT.all);
    all.addAll(added);
    all.removeAll(removed);
    return new Separators(all, DEFAULT.hard);
  }

  /** Length of the longest separator that starts here; 0 if none does. */
  int lengthAt(String text, int start) {
    for (int length = Math.min(longest, text.length() - start); length > 0; length--) {
      if (all.contains(text.substring(start, start + length))) {
        return length;
      }
    }
    return 0;
  }

  boolean contains(String text) {
    return all.contains(text);
  }

  /** True if words on both sides belong to different sentences. */
  boolean isHard(String text) {
    return hard.contains(text);
  }

  private static Separators load() {
    Set<String> all = new HashSet<>(Set.of(", ", ". "));
    Set<String> hard = new HashSet<>(all);
    try (InputStream in = Separators.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + LIST);
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ");
        for (int i = 1; i < parts.length && !line.startsWith("#"); i++) {
          addRange(parts[i], all, parts[0].equals("hard") ? hard : all);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Separators(all, hard);
  }

  private static void addRange(String range, Set<String> all, Set<String> kind) {
    String[] ends = range.split("-");
    int last = Integer.parseInt(ends[ends.length - 1], 16);
    for (int c = Integer.parseInt(ends[0], 16); c <= last; c++) {
      String text = Character.toString(c);
      all.add(text);
      kind.add(text);
    }
  }
}
