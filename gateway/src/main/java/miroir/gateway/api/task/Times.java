package miroir.gateway.api.task;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Instants and durations as Meilisearch writes and reads them. */
public final class Times {
  private Times() {}

  /** RFC 3339 in UTC, as many digits of the second as there are. */
  public static String text(Instant instant) {
    String text = instant.toString();
    int dot = text.indexOf('.');
    if (dot < 0) {
      return text;
    }
    int end = text.length() - 1;
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, end) + "Z";
  }

  /** ISO 8601 in seconds: {@code PT0.003875871S}. */
  public static String text(Duration duration) {
    String seconds = duration.getSeconds() + "." + String.format("%09d", duration.getNano());
    int end = seconds.length();
    while (seconds.charAt(end - 1) == '0') {
      end--;
    }
    return "PT"
        + (seconds.charAt(end - 1) == '.'
            ? seconds.substring(0, end - 1)
            : seconds.substring(0, end))
        + "S";
  }

  /**
   * Reads a date with time, or a date alone.
   *
   * @param dayLater true if a date alone means the end of that day
   */
  public static Optional<Instant> parse(String text, boolean dayLater) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notATime) {
      try {
        LocalDate day = LocalDate.parse(text);
        return Optional.of(
            (dayLater ? day.plusDays(1) : day).atStartOfDay().toInstant(ZoneOffset.UTC));
      } catch (DateTimeException notADay) {
        return Optional.empty();
      }
    }
  }
}
