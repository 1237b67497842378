package miroir.topology;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The keys of the replicated configuration (surface.md §1), with defaults and allowed values. */
public enum ConfigKey {
  SHARDS("defaults.shards", "64", "a power of two from 1 to 16384", ConfigShapes::isShards),
  COPIES("defaults.copies", "2", 1, 16),
  MIN_IN_SYNC("defaults.min_in_sync", "1", 1, 16),
  REBUILD_AFTER("defaults.rebuild_after", "30m", ConfigShapes.DURATION, ConfigShapes::isDuration),
  DRAIN_TIMEOUT("migration.drain_timeout", "30s", ConfigShapes.DURATION, ConfigShapes::isDuration),
  SKIP_DELTA_PASS(
      "migration.skip_delta_pass", "false", ConfigShapes.SWITCH, ConfigShapes::isSwitch),
  MIGRATION_ANTI_ENTROPY(
      "migration.anti_entropy_enabled", "true", ConfigShapes.SWITCH, ConfigShapes::isSwitch),
  MAX_WRITE_PAUSE(
      "migration.max_write_pause", "250ms", ConfigShapes.DURATION, ConfigShapes::isDuration),
  ROLLBACK_WINDOW(
      "migration.rollback_window", "10m", ConfigShapes.DURATION, ConfigShapes::isDuration),
  MAX_MIGRATIONS("migration.max_concurrent_migrations", "4", 1, 64),
  THROTTLE(
      "migration.throttle_docs_per_sec",
      "0",
      "a number, 0 for adaptive only",
      value -> ConfigShapes.isWithin(value, 0, Integer.MAX_VALUE)),
  WINDOWS("migration.windows", "", ConfigShapes.WINDOWS, ConfigShapes::isWindows),
  SCHEDULE_WINDOW(
      "migration.schedule_window",
      "",
      "empty, or a name in migration.windows",
      value -> value.matches("[A-Za-z0-9_-]{0,64}")),
  ANTI_ENTROPY("anti_entropy.enabled", "true", ConfigShapes.SWITCH, ConfigShapes::isSwitch),
  SCHEDULE_CRON(
      "anti_entropy.schedule_cron", "0 */6 * * *", ConfigShapes.CRON, ConfigShapes::isCron),
  SHARDS_PER_PASS(
      "anti_entropy.shards_per_pass",
      "0",
      "a number from 1 to 16384, 0 for all",
      value -> ConfigShapes.isWithin(value, 0, 16_384)),
  MAX_READ_CONCURRENCY("anti_entropy.max_read_concurrency", "2", 1, 64),
  FINGERPRINT_BATCH_SIZE("anti_entropy.fingerprint_batch_size", "1000", 1, 100_000),
  AUTO_REPAIR("anti_entropy.auto_repair", "true", ConfigShapes.SWITCH, ConfigShapes::isSwitch);

  private final String path;
  private final String standard;
  private final String allowed;
  private final Predicate<String> check;

  ConfigKey(String path, String standard, String allowed, Predicate<String> check) {
    this.path = path;
    this.standard = standard;
    this.allowed = allowed;
    this.check = check;
  }

  ConfigKey(String path, String standard, long least, long most) {
    this(
        path,
        standard,
        "a number from " + least + " to " + most,
        value -> ConfigShapes.isWithin(value, least, most));
  }

  /** Returns the key's dotted name, as in the configuration file. */
  public String path() {
    return path;
  }

  /** Returns the value that a new cluster starts with. */
  public String standard() {
    return standard;
  }

  /** Returns what values are allowed, for people. */
  public String allowed() {
    return allowed;
  }

  /** Returns the value of a duration in a configuration, in milliseconds. */
  public long millis(Map<String, String> config) {
    String value = config.getOrDefault(path, standard);
    long number = Long.parseLong(value.replaceAll("\\D", ""));
    return switch (value.replaceAll("\\d", "")) {
      case "ms" -> number;
      case "s" -> 1_000 * number;
      case "m" -> 60_000 * number;
      default -> 3_600_000 * number;
    };
  }

  /** Returns whether a value is allowed. */
  public boolean allows(String value) {
    return check.test(value);
  }

  /** Returns the key of that name. */
  public static Optional<ConfigKey> named(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }
}
