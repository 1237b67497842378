package miroir.topology;

import java.util.Map;
import java.util.Optional;

/**
 * What must hold between keys of the replicated configuration, however they are set: by a file, by
 * an operator, or when the cluster is made.
 */
public final class ConfigRules {
  private ConfigRules() {}

  /** Returns what is wrong with these values together; keys that are absent have their standard. */
  public static Optional<String> broken(Map<String, String> values) {
    String window = value(values, ConfigKey.SCHEDULE_WINDOW);
    String windows = value(values, ConfigKey.WINDOWS);
    if (!window.isEmpty() && !("," + windows).contains("," + window + "=")) {
      return Optional.of(
          ConfigKey.SCHEDULE_WINDOW.path()
              + " = \""
              + window
              + "\" (expected: a name in "
              + ConfigKey.WINDOWS.path()
              + ": "
              + windows
              + ")");
    }
    return unsafe(values);
  }

  /**
   * The safety gate (protocol.md, Migration): returns why no migration may run under these values.
   * Every start, every resumption and every change of the configuration passes here.
   */
  public static Optional<String> unsafe(Map<String, String> values) {
    boolean antiEntropy =
        value(values, ConfigKey.ANTI_ENTROPY).equals("true")
            && value(values, ConfigKey.MIGRATION_ANTI_ENTROPY).equals("true");
    if (value(values, ConfigKey.SKIP_DELTA_PASS).equals("true") && !antiEntropy) {
      return Optional.of(
          "UNSAFE_MIGRATION_CONFIG: "
              + ConfigKey.SKIP_DELTA_PASS.path()
              + " = true needs anti-entropy ("
              + ConfigKey.ANTI_ENTROPY.path()
              + " and "
              + ConfigKey.MIGRATION_ANTI_ENTROPY.path()
              + " = true), or nothing would find what a migration missed");
    }
    return Optional.empty();
  }

  private static String value(Map<String, String> values, ConfigKey key) {
    String value = values.get(key.path());
    return value == null ? key.standard() : value;
  }
}
