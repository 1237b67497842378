package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.settings.SettingsPatch;
import miroir.gateway.lane.Piece;
import org.jspecify.annotations.Nullable;

/**
 * A write as a client asked for it, valid so far as it can be judged without its place in the
 * order.
 */
public sealed interface WriteRequest {
  /** Returns the slots of which it may change something. */
  default SlotSet touched() {
    return SlotSet.ALL;
  }

  /** Returns the slots whose documents it may change. */
  default SlotSet changes() {
    return touched();
  }

  /**
   * Adds documents.
   *
   * @param merge whether fields are merged into a present document, rather than replacing it
   * @param skipCreation whether documents that are not there stay so
   * @param primaryKey the primary key that the client names, or null
   * @param documents as sent
   * @param split the documents as the index's primary key splits them, to the request's knowledge
   */
  record AddDocuments(
      boolean merge,
      boolean skipCreation,
      @Nullable String primaryKey,
      List<Document> documents,
      DocumentSplit split)
      implements WriteRequest {

    /**
     * Splits the documents.
     *
     * @param indexKey the index's primary key, or null if it has none yet
     * @throws miroir.gateway.api.Refusal if a document has a reserved field
     */
    public static AddDocuments of(
        boolean merge,
        boolean skipCreation,
        @Nullable String primaryKey,
        List<Document> documents,
        @Nullable String indexKey) {
      DocumentSplit split = DocumentSplit.of(documents, indexKey == null ? primaryKey : indexKey);
      return new AddDocuments(merge, skipCreation, primaryKey, documents, split);
    }

    /** Returns whether another split is needed for an index with this primary key. */
    public boolean splitsOtherwise(@Nullable String indexKey) {
      return indexKey != null && !documents.isEmpty() && !indexKey.equals(split.key());
    }

    @Override
    public SlotSet touched() {
      return SlotSet.of(split.pieces().stream().mapToInt(Piece::slot).toArray());
    }

    /** Returns the same request, split by another primary key. */
    public AddDocuments splitBy(String indexKey) {
      return of(merge, skipCreation, primaryKey, documents, indexKey);
    }
  }

  /** Deletes documents by their ids. */
  record DeleteDocuments(List<String> ids) implements WriteRequest {
    @Override
    public SlotSet touched() {
      return SlotSet.of(ids.stream().mapToInt(Slot::of).toArray());
    }
  }

  /** Deletes the documents that match a filter. */
  record DeleteByFilter(JsonNode filter) implements WriteRequest {}

  /** Deletes every document. */
  record DeleteAll() implements WriteRequest {}

  /**
   * Changes settings.
   *
   * @param patch what changes
   * @param details JSON that the task shows
   */
  record ChangeSettings(SettingsPatch patch, String details) implements WriteRequest {
    @Override
    public SlotSet changes() {
      return SlotSet.NONE;
    }
  }

  /** Fixes the primary key, as {@code PATCH /indexes} does. */
  record SetPrimaryKey(@Nullable String primaryKey) implements WriteRequest {
    @Override
    public SlotSet changes() {
      return SlotSet.NONE;
    }
  }

  /**
   * Becomes a failed task, in its place of the order; nothing is sent.
   *
   * @param kind what clients see
   * @param details JSON that the task shows
   * @param error why it fails
   */
  record Failing(TaskKind kind, String details, ApiError error) implements WriteRequest {
    @Override
    public SlotSet changes() {
      return SlotSet.NONE;
    }
  }
}
