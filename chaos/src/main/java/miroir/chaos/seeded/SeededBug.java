package miroir.chaos.seeded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A seeded bug.
 *
 * @param name what it does wrong
 * @param rule the rule of docs/protocol.md that it breaks
 * @param seed a schedule that shows it, where the hunt begins; 0: none is known
 * @param edits what is changed in the source
 */
public record SeededBug(String name, String rule, long seed, List<Edit> edits) {
  /** The list of all: {@code bug}, {@code rule}, {@code seed}, {@code file} and edits. */
  private static final String LIST = "/seeded-bugs.txt";

  /**
   * One change.
   *
   * @param file path of the source in the project
   * @param old what is there, once; white space does not matter
   * @param fresh what stands in its place
   */
  record Edit(String file, String old, String fresh) {
    /** Returns the text with the change made. */
    String applyTo(String text) {
      StringBuilder words = new StringBuilder();
      for (String word : old.trim().split("\\s+")) {
        words.append(words.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
      }
      Matcher matcher = Pattern.compile(words.toString()).matcher(text);
      if (!matcher.find()) {
        throw new IllegalStateException(file + " does not have: " + old);
      }
      String changed = text.substring(0, matcher.start()) + fresh + text.substring(matcher.end());
      if (matcher.find()) {
        throw new IllegalStateException(file + " has more than once: " + old);
      }
      return changed;
    }
  }

  /** Returns all seeded bugs, in the order of the list. */
  public static List<SeededBug> all() throws IOException {
    try (InputStream list = SeededBug.class.getResourceAsStream(LIST)) {
      if (list == null) {
        throw new IOException(LIST + " is missing");
      }
      return parse(new String(list.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static List<SeededBug> parse(String text) {
    List<SeededBug> bugs = new ArrayList<>();
    String file = "";
    Iterator<String> lines = text.lines().iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      String value = line.substring(line.indexOf(' ') + 1);
      switch (line.split(" ", 2)[0]) {
        case "bug" -> bugs.add(new SeededBug(value, "", 0, List.of()));
        case "rule" -> last(bugs, bug -> new SeededBug(bug.name, value, bug.seed, bug.edits));
        case "seed" ->
            last(bugs, bug -> new SeededBug(bug.name, bug.rule, Long.parseLong(value), bug.edits));
        case "file" -> file = value;
        case "<<<" -> {
          Edit edit = new Edit(file, until("===", lines), until(">>>", lines));
          last(
              bugs,
              bug -> {
                List<Edit> edits = new ArrayList<>(bug.edits);
                edits.add(edit);
                return new SeededBug(bug.name, bug.rule, bug.seed, List.copyOf(edits));
              });
        }
        case "", "#" -> {}
        default -> throw new IllegalArgumentException(LIST + ": " + line);
      }
    }
    return List.copyOf(bugs);
  }

  private static void last(List<SeededBug> bugs, UnaryOperator<SeededBug> next) {
    bugs.set(bugs.size() - 1, next.apply(bugs.get(bugs.size() - 1)));
  }

  private static String until(String end, Iterator<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line = lines.next(); !line.equals(end); line = lines.next()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }
}
