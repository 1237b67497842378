package miroir.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts answers that are not all they could be, by cause. Thread-safe. */
final class Degradations {
  /** The header that says why. */
  static final String HEADER = "X-Miroir-Degraded";

  /** A gateway without a session answers from the last state that it heard of. */
  static final String SESSION = "session";

  private final Map<String, Counter> byCause = new TreeMap<>();

  Degradations(MeterRegistry metrics) {
    for (String cause : new String[] {SESSION, "shards", "settings"}) {
      byCause.put(cause, metrics.counter("miroir_degraded_answers", "cause", cause));
    }
  }

  /** Returns the header's value with one more cause. */
  static String and(@Nullable String why, String cause) {
    return why == null ? cause : why + ", " + cause;
  }

  /** Counts an answer, given the header's value, such as {@code shards=3, settings}. */
  void count(String why) {
    for (String cause : why.split(", *")) {
      Counter counter = byCause.get(cause.replaceAll("=.*", ""));
      if (counter != null) {
        counter.increment();
      }
    }
  }
}
