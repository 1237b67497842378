package miroir.gateway.api.task;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a task stands. */
public enum TaskStatus {
  ENQUEUED,
  PROCESSING,
  SUCCEEDED,
  FAILED,
  CANCELED;

  /** The word on the wire. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status that a word means; the case of letters does not matter. */
  public static Optional<TaskStatus> of(String text) {
    return Stream.of(values()).filter(s -> s.text().equalsIgnoreCase(text)).findFirst();
  }

  /** True if nothing more will happen. */
  public boolean terminal() {
    return this != ENQUEUED && this != PROCESSING;
  }
}
