package miroir.chaos.embedded.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import miroir.gateway.api.index.IndexRequests.Swap;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.settings.SettingsPatch;
import miroir.gateway.api.task.TaskType;
import org.jspecify.annotations.Nullable;

/** What a task does. */
public sealed interface Work {
  /**
   * Adds the documents of a payload.
   *
   * @param merge true to keep fields that are not sent
   * @param skipCreation true to ignore documents that do not exist
   * @param mayCreate true if the index may be made for it
   * @param received how many documents were sent
   */
  record AddDocuments(
      boolean merge,
      @Nullable String primaryKey,
      boolean skipCreation,
      boolean mayCreate,
      int received)
      implements Work {}

  /** Deletes by id. */
  record DeleteIds(List<String> ids) implements Work {}

  /** Deletes what a filter matches. */
  record DeleteMatching(JsonNode filter) implements Work {}

  /** Deletes all documents. */
  record Clear() implements Work {}

  /** Changes settings. */
  record ChangeSettings(SettingsPatch patch, boolean mayCreate) implements Work {}

  /** Makes an index. */
  record CreateIndex(@Nullable String primaryKey) implements Work {}

  /** Changes primary key or name of an index. */
  record UpdateIndex(@Nullable String primaryKey, @Nullable String newUid) implements Work {}

  /** Deletes an index. */
  record DeleteIndex() implements Work {}

  /** Exchanges names. */
  record SwapIndexes(List<Swap> swaps) implements Work {}

  /** Cancels tasks that are not done; the query is shown in the details. */
  record CancelTasks(Set<Long> uids, String query) implements Work {}

  /** Forgets tasks that are done; the query is shown in the details. */
  record DeleteTasks(Set<Long> uids, String query) implements Work {}

  /** The type that clients see. */
  default TaskType type() {
    if (this instanceof AddDocuments) {
      return TaskType.DOCUMENT_ADDITION_OR_UPDATE;
    }
    if (this instanceof DeleteIds || this instanceof DeleteMatching || this instanceof Clear) {
      return TaskType.DOCUMENT_DELETION;
    }
    if (this instanceof ChangeSettings) {
      return TaskType.SETTINGS_UPDATE;
    }
    if (this instanceof CreateIndex) {
      return TaskType.INDEX_CREATION;
    }
    if (this instanceof UpdateIndex) {
      return TaskType.INDEX_UPDATE;
    }
    if (this instanceof DeleteIndex) {
      return TaskType.INDEX_DELETION;
    }
    if (this instanceof SwapIndexes) {
      return TaskType.INDEX_SWAP;
    }
    return this instanceof CancelTasks ? TaskType.TASK_CANCELATION : TaskType.TASK_DELETION;
  }

  /** True if neighbours of this kind may be applied together. */
  default boolean changesDocuments() {
    return this instanceof AddDocuments
        || this instanceof DeleteIds
        || this instanceof DeleteMatching
        || this instanceof Clear;
  }

  /** The details before anything was done. */
  default ObjectNode details() {
    ObjectNode details = Json.object();
    if (this instanceof AddDocuments add) {
      details.put("receivedDocuments", add.received()).putNull("indexedDocuments");
    } else if (this instanceof DeleteIds delete) {
      details.put("providedIds", delete.ids().size()).putNull("deletedDocuments");
      details.putNull("originalFilter");
    } else if (this instanceof DeleteMatching delete) {
      details.put("providedIds", 0).putNull("deletedDocuments");
      details.put("originalFilter", JsonText.of(delete.filter()));
    } else if (this instanceof Clear || this instanceof DeleteIndex) {
      details.putNull("deletedDocuments");
    } else if (this instanceof ChangeSettings change) {
      return change.patch().toDetails();
    } else if (this instanceof CreateIndex create) {
      details.put("primaryKey", create.primaryKey());
    } else if (this instanceof UpdateIndex update) {
      details.put("primaryKey", update.primaryKey());
      if (update.newUid() != null) {
        details.put("newIndexUid", update.newUid());
      }
    } else if (this instanceof SwapIndexes swap) {
      ArrayNode swaps = details.putArray("swaps");
      for (Swap one : swap.swaps()) {
        ObjectNode entry = swaps.addObject();
        entry.putArray("indexes").add(one.first()).add(one.second());
        entry.put("rename", one.rename());
      }
    } else if (this instanceof CancelTasks cancel) {
      details.put("matchedTasks", cancel.uids().size()).putNull("canceledTasks");
      details.put("originalFilter", cancel.query());
    } else if (this instanceof DeleteTasks delete) {
      details.put("matchedTasks", delete.uids().size()).putNull("deletedTasks");
      details.put("originalFilter", delete.query());
    }
    return details;
  }
}
