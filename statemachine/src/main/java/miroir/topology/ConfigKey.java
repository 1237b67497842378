package miroir.topology;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The keys of the replicated configuration (surface.md §1), with defaults and allowed values. */
public enum ConfigKey {
  SHARDS("defaults.shards", "64", "a power of two from 1 to 16384", ConfigKey::shards),
  COPIES("defaults.copies", "2", "a number from 1 to 16", value -> within(value, 1, 16)),
  MIN_IN_SYNC("defaults.min_in_sync", "1", "a number from 1 to 16", value -> within(value, 1, 16)),
  REBUILD_AFTER("defaults.rebuild_after", "30m", Shape.DURATION, ConfigKey::duration),
  DRAIN_TIMEOUT("migration.drain_timeout", "30s", Shape.DURATION, ConfigKey::duration),
  SKIP_DELTA_PASS("migration.skip_delta_pass", "false", Shape.SWITCH, ConfigKey::onOff),
  MIGRATION_ANTI_ENTROPY("migration.anti_entropy_enabled", "true", Shape.SWITCH, ConfigKey::onOff),
  MAX_WRITE_PAUSE("migration.max_write_pause", "250ms", Shape.DURATION, ConfigKey::duration),
  ROLLBACK_WINDOW("migration.rollback_window", "10m", Shape.DURATION, ConfigKey::duration),
  MAX_MIGRATIONS(
      "migration.max_concurrent_migrations",
      "4",
      "a number from 1 to 64",
      value -> within(value, 1, 64)),
  THROTTLE(
      "migration.throttle_docs_per_sec",
      "0",
      "a number, 0 for adaptive only",
      value -> within(value, 0, Integer.MAX_VALUE)),
  ANTI_ENTROPY("anti_entropy.enabled", "true", Shape.SWITCH, ConfigKey::onOff),
  AUTO_REPAIR("anti_entropy.auto_repair", "true", Shape.SWITCH, ConfigKey::onOff);

  private static final Pattern DURATION = Pattern.compile("\\d{1,9}(ms|s|m|h)");

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

  /** Returns whether a value is allowed. */
  public boolean allows(String value) {
    return check.test(value);
  }

  /** Returns the key of that name. */
  public static Optional<ConfigKey> named(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }

  private static boolean within(String value, long least, long most) {
    if (!value.matches("\\d{1,10}")) {
      return false;
    }
    long number = Long.parseLong(value);
    return number >= least && number <= most;
  }

  private static boolean shards(String value) {
    return within(value, 1, 16_384) && Long.bitCount(Long.parseLong(value)) == 1;
  }

  private static boolean onOff(String value) {
    return value.equals("true") || value.equals("false");
  }

  private static boolean duration(String value) {
    return DURATION.matcher(value).matches();
  }

  /** How values of several keys look. */
  private static final class Shape {
    static final String DURATION = "a duration such as 250ms, 30s, 10m or 2h";
    static final String SWITCH = "true or false";
  }
}
