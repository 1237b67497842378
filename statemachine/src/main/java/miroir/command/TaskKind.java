package miroir.command;

import java.util.Arrays;

/** The types of tasks that clients see, by Meilisearch's names. Ordinals stand in the log. */
public enum TaskKind {
  DOCUMENT_ADDITION_OR_UPDATE("documentAdditionOrUpdate"),
  DOCUMENT_EDITION("documentEdition"),
  DOCUMENT_DELETION("documentDeletion"),
  SETTINGS_UPDATE("settingsUpdate"),
  INDEX_CREATION("indexCreation"),
  INDEX_DELETION("indexDeletion"),
  INDEX_UPDATE("indexUpdate"),
  INDEX_SWAP("indexSwap");

  private final String label;

  TaskKind(String label) {
    this.label = label;
  }

  /** Returns Meilisearch's name. */
  public String label() {
    return label;
  }

  /** Returns the kind of that name. */
  public static TaskKind named(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no task type " + label));
  }
}
