package miroir.config;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A key of the configuration file.
 *
 * @param path dotted name, such as {@code gateway.listen}
 * @param standard value when it is absent
 * @param allowed what is allowed, for people
 * @param check whether a value is allowed
 */
public record Key(String path, String standard, String allowed, Predicate<String> check) {
  private static final Pattern DURATION = Pattern.compile("\\d{1,9}(ms|s|m|h)");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s:]+:\\d{1,5}");

  /** Returns a key that takes any text. */
  public static Key text(String path, String standard) {
    return new Key(path, standard, "a text", value -> true);
  }

  /** Returns a key that takes {@code host:port}. */
  public static Key address(String path, String standard) {
    return new Key(path, standard, "host:port", value -> ADDRESS.matcher(value).matches());
  }

  /** Returns a key that takes a duration. */
  public static Key duration(String path, String standard) {
    return new Key(
        path,
        standard,
        "a duration such as 250ms, 30s, 10m or 2h",
        value -> DURATION.matcher(value).matches());
  }

  /** Returns a key that takes a whole number in a range. */
  public static Key number(String path, String standard, long least, long most) {
    return new Key(
        path,
        standard,
        "a number from " + least + " to " + most,
        value ->
            value.matches("\\d{1,18}")
                && Long.parseLong(value) >= least
                && Long.parseLong(value) <= most);
  }

  /** Returns a key that takes one of a few words. */
  public static Key choice(String path, String standard, String... words) {
    return new Key(
        path,
        standard,
        String.join(" | ", words),
        value -> java.util.List.of(words).contains(value));
  }

  /** Returns the environment variable that overrides this key. */
  public String variable() {
    return "MIROIR_" + path.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
  }
}
