package miroir.coordinator.events;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A change that operators may want to know of. Immutable.
 *
 * @param kind what changed: {@code replica}, {@code lease}, {@code session} or {@code node}
 * @param to what it is now, in one word
 * @param fields which one, and more, in the order in which they are shown
 */
record Event(String kind, String to, Map<String, String> fields) {
  /** Makes an event of names and values in turn. */
  static Event of(String kind, String to, Object... fields) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      named.put(fields[i].toString(), fields[i + 1].toString());
    }
    return new Event(kind, to, named);
  }

  /**
   * Returns it as one line of {@code key=value}; values with other signs than plain ones quoted.
   */
  String text() {
    String rest =
        fields.entrySet().stream()
            .map(field -> " " + field.getKey() + "=" + quoted(field.getValue()))
            .collect(Collectors.joining());
    return "kind=" + kind + " to=" + quoted(to) + rest;
  }

  private static String quoted(String value) {
    return value.matches("[^\\s\"=]+")
        ? value
        : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
