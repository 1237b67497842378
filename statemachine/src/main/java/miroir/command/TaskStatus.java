package miroir.command;

import java.util.Locale;

/** The life of a task. Ordinals stand in the log. */
public enum TaskStatus {
  ENQUEUED,
  PROCESSING,
  SUCCEEDED,
  FAILED,
  CANCELED;

  /** Returns Meilisearch's name. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether the task has ended. */
  public boolean terminal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELED;
  }
}
