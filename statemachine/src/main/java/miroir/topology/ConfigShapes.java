package miroir.topology;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values of the replicated configuration look. */
final class ConfigShapes {
  static final String DURATION = "a duration such as 250ms, 30s, 10m or 2h";
  static final String SWITCH = "true or false";
  static final String WINDOWS =
      "windows in UTC by name, such as off-peak=22:00-06:00 UTC, separated by commas";
  static final String CRON =
      "five fields: minute, hour, day of month, month, day of week, such as 0 */6 * * *";

  private static final Pattern DURATION_PATTERN = Pattern.compile("\\d{1,9}(ms|s|m|h)");
  private static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d";
  private static final String WINDOW = "[A-Za-z0-9_-]{1,64}=" + TIME + "-" + TIME + " UTC";
  private static final Pattern WINDOWS_PATTERN =
      Pattern.compile("(" + WINDOW + "(," + WINDOW + ")*)?");
  private static final Pattern CRON_PART = Pattern.compile("(\\*|(\\d+)(-(\\d+))?)(/(\\d+))?");
  private static final int[][] CRON_RANGES = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};

  private ConfigShapes() {}

  static boolean isWithin(String value, long least, long most) {
    if (!value.matches("\\d{1,10}")) {
      return false;
    }
    long number = Long.parseLong(value);
    return number >= least && number <= most;
  }

  static boolean isShards(String value) {
    return isWithin(value, 1, 16_384) && Long.bitCount(Long.parseLong(value)) == 1;
  }

  static boolean isSwitch(String value) {
    return value.equals("true") || value.equals("false");
  }

  static boolean isDuration(String value) {
    return DURATION_PATTERN.matcher(value).matches();
  }

  static boolean isWindows(String value) {
    return WINDOWS_PATTERN.matcher(value).matches();
  }

  static boolean isCron(String value) {
    String[] fields = value.split(" ", -1);
    if (fields.length != CRON_RANGES.length) {
      return false;
    }
    for (int i = 0; i < fields.length; i++) {
      for (String part : fields[i].split(",", -1)) {
        if (!isCronPart(part, CRON_RANGES[i][0], CRON_RANGES[i][1])) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isCronPart(String part, int least, int most) {
    Matcher matcher = CRON_PART.matcher(part);
    if (!matcher.matches()) {
      return false;
    }
    String from = matcher.group(2);
    String to = matcher.group(4);
    String step = matcher.group(6);
    return (from == null || isWithin(from, least, most))
        && (to == null || (isWithin(to, least, most) && isWithin(from, 0, Long.parseLong(to))))
        && (step == null || isWithin(step, 1, most));
  }
}
