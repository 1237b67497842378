package miroir.topology;

import java.util.Map;

/**
 * What the configuration says to those who write. Immutable.
 *
 * @param documentsPerSecond most that one slot copy may send, 0 for what the nodes bear
 * @param writePauseMillis the longest that writes may be held for one
 * @param minInSync copies in sync that a shard must have to be written to, or all that it is placed
 *     in if these are fewer
 */
public record Tuning(long documentsPerSecond, long writePauseMillis, int minInSync) {
  /** What holds where nothing is configured. */
  public static final Tuning STANDARD = of(Map.of());

  /** Returns what a configuration says. */
  public static Tuning of(Map<String, String> config) {
    return new Tuning(
        number(config, ConfigKey.THROTTLE),
        ConfigKey.MAX_WRITE_PAUSE.millis(config),
        (int) number(config, ConfigKey.MIN_IN_SYNC));
  }

  /** Returns whether both say the same of slot copies. */
  public boolean copiesAs(Tuning other) {
    return documentsPerSecond == other.documentsPerSecond
        && writePauseMillis == other.writePauseMillis;
  }

  private static long number(Map<String, String> config, ConfigKey key) {
    return Long.parseLong(config.getOrDefault(key.path(), key.standard()));
  }
}
