package miroir.topology;

import java.util.Map;

/**
 * What the configuration says of copies. Immutable.
 *
 * @param documentsPerSecond most that one copy may send, 0 for what the nodes bear
 * @param writePauseMillis the longest that writes may be held for one
 */
public record Copying(long documentsPerSecond, long writePauseMillis) {
  /** What holds where nothing is configured. */
  public static final Copying STANDARD = of(Map.of());

  /** Returns what a configuration says. */
  public static Copying of(Map<String, String> config) {
    String rate = config.getOrDefault(ConfigKey.THROTTLE.path(), ConfigKey.THROTTLE.standard());
    return new Copying(Long.parseLong(rate), ConfigKey.MAX_WRITE_PAUSE.millis(config));
  }
}
