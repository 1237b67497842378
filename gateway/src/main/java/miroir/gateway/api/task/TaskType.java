package miroir.gateway.api.task;

import java.util.Optional;
import java.util.stream.Stream;

/** What a task does, in the order of the error message. */
public enum TaskType {
  DOCUMENT_ADDITION_OR_UPDATE("documentAdditionOrUpdate"),
  DOCUMENT_EDITION("documentEdition"),
  DOCUMENT_DELETION("documentDeletion"),
  SETTINGS_UPDATE("settingsUpdate"),
  INDEX_CREATION("indexCreation"),
  INDEX_DELETION("indexDeletion"),
  INDEX_UPDATE("indexUpdate"),
  INDEX_SWAP("indexSwap"),
  TASK_CANCELATION("taskCancelation"),
  TASK_DELETION("taskDeletion"),
  DUMP_CREATION("dumpCreation"),
  SNAPSHOT_CREATION("snapshotCreation"),
  EXPORT("export"),
  UPGRADE_DATABASE("upgradeDatabase"),
  INDEX_COMPACTION("indexCompaction"),
  NETWORK_TOPOLOGY_CHANGE("networkTopologyChange"),
  DSR_UPDATE("dsrUpdate"),
  DSR_CLEAR("dsrClear");

  private final String text;

  TaskType(String text) {
    this.text = text;
  }

  /** The word on the wire. */
  public String text() {
    return text;
  }

  /** The type that a word means; the case of letters does not matter. */
  public static Optional<TaskType> of(String text) {
    return Stream.of(values()).filter(t -> t.text.equalsIgnoreCase(text)).findFirst();
  }
}
