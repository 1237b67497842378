package miroir.chaos.golden;

/**
 * A place where an answer differs from the recording.
 *
 * @param path where, such as {@code hits[3].title}; {@code status} for the HTTP status
 * @param expected what was recorded
 * @param actual what was answered
 */
public record Fragment(String path, String expected, String actual) {
  private static final int SHOWN = 160;

  @Override
  public String toString() {
    return path + ": expected " + cut(expected) + " but was " + cut(actual);
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
