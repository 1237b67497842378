package miroir.chaos.embedded.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miroir.chaos.embedded.queue.Ending;
import miroir.chaos.embedded.queue.Payloads;
import miroir.chaos.embedded.queue.Task;
import miroir.chaos.embedded.queue.Work;
import miroir.chaos.embedded.queue.Worker;
import miroir.chaos.embedded.store.BatchFault;
import miroir.chaos.embedded.store.Catalog;
import miroir.chaos.embedded.store.IndexBatch;
import miroir.chaos.embedded.store.IndexStore;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.index.IndexRequests.Swap;

/** Applies batches of tasks to the catalog and its indexes. */
public final class NodeWorker implements Worker {
  private final Catalog catalog;
  private final DocumentWork documents;

  /** Works on these indexes. */
  public NodeWorker(Catalog catalog, Payloads payloads) {
    this.catalog = catalog;
    this.documents = new DocumentWork(payloads);
  }

  @Override
  public Map<Long, Ending> recovered() {
    return catalog.lastEndings();
  }

  @Override
  public Map<Long, Ending> apply(List<Task> batch) {
    try {
      Task first = batch.get(0);
      if (first.work().changesDocuments()) {
        return applyDocuments(batch);
      }
      return Map.of(first.uid(), applyOne(first));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<Long, Ending> applyDocuments(List<Task> batch) throws IOException {
    Map<Long, Ending> endings = new LinkedHashMap<>();
    String uid = String.valueOf(batch.get(0).indexUid());
    int next = 0;
    Optional<IndexStore> store = catalog.find(uid);
    while (store.isEmpty() && next < batch.size()) {
      Task task = batch.get(next);
      if (task.work() instanceof Work.AddDocuments add && add.mayCreate()) {
        store = Optional.of(catalog.create(uid, null, Map.of()));
      } else {
        endings.put(task.uid(), Ending.failed(task.work(), IndexUid.notFound(uid)));
        next++;
      }
    }
    if (store.isPresent()) {
      endings.putAll(applyTo(store.get(), uid, batch.subList(next, batch.size())));
    }
    return endings;
  }

  private Map<Long, Ending> applyTo(IndexStore store, String uid, List<Task> tasks)
      throws IOException {
    Map<Long, Ending> endings = new LinkedHashMap<>();
    try (IndexBatch batch = new IndexBatch(store, uid)) {
      for (Task task : tasks) {
        endings.put(task.uid(), documents.apply(batch, uid, task));
      }
      boolean changed = endings.values().stream().anyMatch(ending -> ending.error() == null);
      if (changed) {
        batch.commit(endings);
      }
      return endings;
    } catch (BatchFault fault) {
      catalog.rollback(uid);
      Map<Long, Ending> failed = new LinkedHashMap<>();
      tasks.forEach(t -> failed.put(t.uid(), Ending.failed(t.work(), fault.error())));
      return failed;
    }
  }

  private Ending applyOne(Task task) throws IOException {
    Work work = task.work();
    String uid = String.valueOf(task.indexUid());
    if (work instanceof Work.CreateIndex create) {
      return create(uid, create, task.uid());
    }
    if (work instanceof Work.SwapIndexes swap) {
      return swap(swap, task.uid());
    }
    Optional<IndexStore> store = catalog.find(uid);
    if (work instanceof Work.ChangeSettings change) {
      return changeSettings(store, uid, change, task);
    }
    if (store.isEmpty()) {
      return Ending.failed(work, IndexUid.notFound(uid));
    }
    if (work instanceof Work.DeleteIndex) {
      return delete(store.get(), uid, work, task.uid());
    }
    if (work instanceof Work.UpdateIndex update) {
      return update(store.get(), uid, update, task.uid());
    }
    throw new IllegalStateException("no worker for " + work.type());
  }

  private Ending create(String uid, Work.CreateIndex work, long task) throws IOException {
    if (catalog.find(uid).isPresent()) {
      return Ending.failed(work, alreadyExists(uid));
    }
    Ending ending = Ending.succeeded(work.details());
    catalog.create(uid, work.primaryKey(), Map.of(task, ending));
    return ending;
  }

  private static ApiError alreadyExists(String uid) {
    return ErrorCode.INDEX_ALREADY_EXISTS.with("Index `" + uid + "` already exists.");
  }

  private Ending delete(IndexStore store, String uid, Work work, long task) throws IOException {
    ObjectNode details = work.details();
    try (var view = store.acquire()) {
      details.put("deletedDocuments", view.count());
    }
    Ending ending = Ending.succeeded(details);
    catalog.delete(uid, Map.of(task, ending));
    return ending;
  }

  private Ending changeSettings(
      Optional<IndexStore> found, String uid, Work.ChangeSettings work, Task task)
      throws IOException {
    if (found.isEmpty() && !work.mayCreate()) {
      return Ending.failed(work, IndexUid.notFound(uid));
    }
    IndexStore store = found.isPresent() ? found.get() : catalog.create(uid, null, Map.of());
    try (IndexBatch batch = new IndexBatch(store, uid)) {
      batch.change(batch.settings().apply(work.patch()));
      Ending ending = Ending.succeeded(work.details());
      batch.commit(Map.of(task.uid(), ending));
      return ending;
    } catch (Refusal refusal) {
      return Ending.failed(work, refusal.error().inIndex(uid));
    } catch (BatchFault fault) {
      catalog.rollback(uid);
      return Ending.failed(work, fault.error());
    }
  }

  private Ending update(IndexStore store, String uid, Work.UpdateIndex work, long task)
      throws IOException {
    String newUid = work.newUid();
    if (newUid != null && !newUid.equals(uid) && catalog.find(newUid).isPresent()) {
      return Ending.failed(work, alreadyExists(newUid));
    }
    ObjectNode details = work.details();
    Map<String, String> names = Map.of();
    if (newUid != null) {
      details = renameDetails(work, uid, newUid);
      names = newUid.equals(uid) ? Map.of() : Map.of(uid, newUid);
    }
    Ending ending = Ending.renamed(details, names);
    try (IndexBatch batch = new IndexBatch(store, uid)) {
      String key = work.primaryKey();
      if (key != null) {
        String existing = batch.primaryKey().orElse(key);
        if (!existing.equals(key) && batch.count() > 0) {
          return Ending.failed(work, PrimaryKey.alreadySet(existing).inIndex(uid));
        }
        batch.setPrimaryKey(key);
      }
      batch.commit(names.isEmpty() ? Map.of(task, ending) : Map.of());
    }
    if (!names.isEmpty()) {
      catalog.rename(names, Map.of(task, ending));
    }
    return ending;
  }

  private static ObjectNode renameDetails(Work.UpdateIndex work, String uid, String newUid) {
    ObjectNode details = work.details();
    details.remove("newIndexUid");
    details.put("oldIndexUid", uid);
    details.put("newIndexUid", newUid);
    return details;
  }

  private Ending swap(Work.SwapIndexes work, long task) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    for (Swap swap : work.swaps()) {
      boolean first = catalog.find(swap.first()).isPresent();
      boolean second = catalog.find(swap.second()).isPresent();
      if (swap.rename() && second) {
        return Ending.failed(work, alreadyExists(swap.second()));
      }
      if (!first || (!swap.rename() && !second)) {
        return Ending.failed(work, IndexUid.notFound(first ? swap.second() : swap.first()));
      }
      names.put(swap.first(), swap.second());
      if (!swap.rename()) {
        names.put(swap.second(), swap.first());
      }
    }
    Ending ending = Ending.renamed(work.details(), names);
    catalog.rename(names, Map.of(task, ending));
    return ending;
  }
}
