package miroir.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.topology.ConfigRules;
import org.jspecify.annotations.Nullable;

/** The values of all keys: flags over environment over file over defaults. Immutable. */
public final class Config {
  private final Map<String, String> values;

  private Config(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a configuration.
   *
   * @param known every key that may occur
   * @param file the TOML file, or null for none
   * @param environment the process environment
   * @param flags values from the command line, by path
   * @throws ConfigProblem for an unreadable file, an unknown key or a bad value
   */
  public static Config read(
      List<Key> known,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> flags) {
    Map<String, String> values = new HashMap<>();
    for (Key key : known) {
      values.put(key.path(), key.standard());
    }
    if (file != null) {
      readFile(known, file, values);
    }
    for (Key key : known) {
      String value = environment.get(key.variable());
      if (value != null) {
        values.put(key.path(), checked(key, value, "environment variable " + key.variable()));
      }
      value = flags.get(key.path());
      if (value != null) {
        values.put(key.path(), checked(key, value, "flag for " + key.path()));
      }
    }
    ConfigRules.broken(values)
        .ifPresent(
            what -> {
              throw new ConfigProblem(file == null ? what : file + ": " + what);
            });
    return new Config(values);
  }

  private static void readFile(List<Key> known, Path file, Map<String, String> values) {
    String text;
    JsonNode tree;
    try {
      text = Files.readString(file);
      tree = new TomlMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new ConfigProblem(
          file + ":" + e.getLocation().getLineNr() + ": not TOML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ConfigProblem(file + ": cannot be read: " + e.getMessage());
    }
    Map<String, String> flat = new TreeMap<>();
    Map<String, Key> byPath = new HashMap<>();
    known.forEach(key -> byPath.put(key.path(), key));
    flatten("", tree, byPath, flat);
    flat.forEach(
        (path, value) -> {
          Key key = byPath.get(path);
          String where = file + ":" + lineOf(text, path);
          if (key == null) {
            throw new ConfigProblem(
                where + ": unknown key " + path + " (expected: " + nearest(path, byPath) + ")");
          }
          values.put(path, checked(key, value, where));
        });
  }

  private static void flatten(
      String prefix, JsonNode node, Map<String, Key> known, Map<String, String> out) {
    node.properties()
        .forEach(
            entry -> {
              String path = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
              JsonNode value = entry.getValue();
              if (value.isObject() && known.containsKey(path)) {
                // A table of names of the user's own, such as migration.windows.
                List<String> items = new ArrayList<>();
                value
                    .properties()
                    .forEach(item -> items.add(item.getKey() + "=" + item.getValue().asText()));
                out.put(path, String.join(",", items));
              } else if (value.isObject()) {
                flatten(path, value, known, out);
              } else if (value.isArray()) {
                List<String> items = new ArrayList<>();
                value.forEach(item -> items.add(item.asText()));
                out.put(path, String.join(",", items));
              } else {
                out.put(path, value.asText());
              }
            });
  }

  private static String checked(Key key, String value, String where) {
    if (!key.check().test(value)) {
      throw new ConfigProblem(
          where + ": " + key.path() + " = \"" + value + "\" (expected: " + key.allowed() + ")");
    }
    return value;
  }

  /** Returns the line, from 1, on which a key stands; Jackson's tree has no positions. */
  private static int lineOf(String text, String path) {
    String section = "";
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.startsWith("[") && line.contains("]")) {
        section = line.substring(1, line.indexOf(']'));
      } else if (line.contains("=")) {
        String name = line.substring(0, line.indexOf('=')).strip();
        String full = section.isEmpty() ? name : section + "." + name;
        if (path.equals(full) || path.startsWith(full + ".")) {
          return i + 1;
        }
      }
    }
    return 1;
  }

  private static String nearest(String path, Map<String, Key> known) {
    String section = path.contains(".") ? path.substring(0, path.indexOf('.') + 1) : "";
    List<String> near =
        known.keySet().stream().filter(key -> key.startsWith(section)).sorted().toList();
    return String.join(", ", near.isEmpty() ? known.keySet().stream().sorted().toList() : near);
  }

  /** Returns the value of a key. */
  public String text(String path) {
    String value = values.get(path);
    if (value == null) {
      throw new IllegalArgumentException("no such key: " + path);
    }
    return value;
  }

  /** Returns a value that is a list; in the file an array, elsewhere separated by commas. */
  public List<String> list(String path) {
    String value = text(path);
    return value.isBlank()
        ? List.of()
        : Arrays.stream(value.split(",")).map(String::strip).toList();
  }

  /** Returns a value that is a whole number. */
  public long number(String path) {
    return Long.parseLong(text(path));
  }

  /** Returns a value that is a duration. */
  public Duration duration(String path) {
    String value = text(path);
    if (value.endsWith("ms")) {
      return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
    }
    long amount = Long.parseLong(value.substring(0, value.length() - 1));
    return switch (value.charAt(value.length() - 1)) {
      case 's' -> Duration.ofSeconds(amount);
      case 'm' -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /**
   * Returns a secret: the value itself, or the content of the file that {@code path + "_file"}
   * names.
   */
  public String secret(String path) {
    String value = text(path);
    String file = text(path + "_file");
    if (!value.isEmpty() || file.isEmpty()) {
      return value;
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new ConfigProblem(path + "_file: " + file + " cannot be read: " + e.getMessage());
    }
  }
}
