package miroir.chaos.embedded.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import miroir.chaos.embedded.queue.Ending;
import miroir.chaos.embedded.queue.Payloads;
import miroir.chaos.embedded.queue.Task;
import miroir.chaos.embedded.queue.Work;
import miroir.chaos.embedded.store.BatchFault;
import miroir.chaos.embedded.store.FilterEvaluator;
import miroir.chaos.embedded.store.IndexBatch;
import miroir.chaos.embedded.store.IndexView;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.DocumentPayload;
import miroir.gateway.api.document.PayloadFormat;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.FilterSyntax;

/** Applies tasks that change documents, each as part of a batch. */
final class DocumentWork {
  private final Payloads payloads;

  DocumentWork(Payloads payloads) {
    this.payloads = payloads;
  }

  /**
   * Applies one task.
   *
   * @throws BatchFault if the whole batch fails
   */
  Ending apply(IndexBatch batch, String uid, Task task) throws IOException, BatchFault {
    Work work = task.work();
    ObjectNode details = work.details();
    try {
      if (work instanceof Work.AddDocuments add) {
        int indexed =
            batch.add(read(task.uid()), add.primaryKey(), add.merge(), add.skipCreation());
        details.put("indexedDocuments", indexed);
      } else if (work instanceof Work.DeleteIds delete) {
        details.put("deletedDocuments", batch.delete(delete.ids()));
      } else if (work instanceof Work.Clear) {
        details.put("deletedDocuments", batch.clear());
      } else if (work instanceof Work.DeleteMatching delete) {
        details.put("deletedDocuments", deleteMatching(batch, delete));
      } else {
        throw new IllegalStateException(work.type() + " changes no documents");
      }
      return Ending.succeeded(details);
    } catch (Refusal refusal) {
      return Ending.failed(work, refusal.error());
    } catch (FilterSyntax e) {
      return Ending.failed(
          work, ErrorCode.INVALID_DOCUMENT_FILTER.with(e.complaint()).inIndex(uid));
    }
  }

  private List<Document> read(long uid) throws IOException {
    byte[] documents = payloads.read(uid);
    if (documents.length == 0) {
      return List.of();
    }
    return DocumentPayload.parse(documents, PayloadFormat.NDJSON, ',').documents();
  }

  private static int deleteMatching(IndexBatch batch, Work.DeleteMatching work)
      throws IOException, FilterSyntax {
    Optional<Filter> filter = Filter.parse(work.filter());
    if (filter.isEmpty()) {
      return 0;
    }
    IndexView view = batch.viewOfChanges();
    BitSet found = FilterEvaluator.checked(view, filter.get());
    List<String> ids = new ArrayList<>();
    for (int n = found.nextSetBit(0); n >= 0; n = found.nextSetBit(n + 1)) {
      ids.add(view.id(n));
    }
    return batch.delete(ids);
  }
}
