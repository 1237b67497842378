package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.settings.SettingsPatch;
import org.jspecify.annotations.Nullable;

/**
 * A write as a client asked for it, valid so far as it can be judged without its place in the
 * order.
 */
public sealed interface WriteRequest {
  /**
   * Adds documents.
   *
   * @param merge whether fields are merged into a present document, rather than replacing it
   * @param skipCreation whether documents that are not there stay so
   * @param primaryKey the primary key that the client names, or null
   * @param documents as sent
   */
  record AddDocuments(
      boolean merge, boolean skipCreation, @Nullable String primaryKey, List<Document> documents)
      implements WriteRequest {}

  /** Deletes documents by their ids. */
  record DeleteDocuments(List<String> ids) implements WriteRequest {}

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
  record ChangeSettings(SettingsPatch patch, String details) implements WriteRequest {}

  /** Fixes the primary key, as {@code PATCH /indexes} does. */
  record SetPrimaryKey(@Nullable String primaryKey) implements WriteRequest {}

  /**
   * Becomes a failed task, in its place of the order; nothing is sent.
   *
   * @param kind what clients see
   * @param details JSON that the task shows
   * @param error why it fails
   */
  record Failing(TaskKind kind, String details, ApiError error) implements WriteRequest {}
}
