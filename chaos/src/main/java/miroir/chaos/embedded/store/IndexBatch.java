package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import miroir.chaos.embedded.queue.Ending;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.GeoField;
import miroir.gateway.api.document.Poison;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.IndexSettings;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one index that become durable together. Documents are looked up as the changes before
 * left them. Used by one thread, once.
 */
public final class IndexBatch implements AutoCloseable {
  private static final String VECTORS = "_vectors";

  private final IndexStore store;
  private final String uid;
  private IndexView view;
  private IndexState state;
  private IndexingPlan plan;
  private final BitSet used;
  private final Map<String, Pending> pending = new HashMap<>();

  /** A document that was changed; null means that it is gone. */
  private record Pending(int number, @Nullable ObjectNode document) {}

  /**
   * Begins.
   *
   * @param uid the name of the index, for messages
   */
  public IndexBatch(IndexStore store, String uid) {
    this.store = store;
    this.uid = uid;
    this.view = store.acquire();
    this.state = view.state().at(view.state().updatedAt());
    this.plan = new IndexingPlan(state.settings());
    this.used = Sets.copy(view.all());
  }

  /** The primary key so far. */
  public Optional<String> primaryKey() {
    return Optional.ofNullable(state.primaryKey());
  }

  /** Sets the primary key. */
  public void setPrimaryKey(@Nullable String primaryKey) {
    state = state.withPrimaryKey(primaryKey);
  }

  /** How many documents there are now. */
  public int count() {
    int count = view.count();
    for (Map.Entry<String, Pending> change : pending.entrySet()) {
      boolean before = view.find(change.getKey()) >= 0;
      boolean after = change.getValue().document() != null;
      count += (after ? 1 : 0) - (before ? 1 : 0);
    }
    return count;
  }

  /**
   * Adds the documents of one payload, all or none.
   *
   * @param primaryKey as the request names it, or null
   * @param merge true to keep fields that are not sent
   * @param skipCreation true to ignore documents that do not exist
   * @return how many distinct documents were sent
   * @throws Refusal with the error of this task alone
   * @throws BatchFault with the error of the whole batch
   */
  public int add(
      List<Document> documents, @Nullable String primaryKey, boolean merge, boolean skipCreation)
      throws BatchFault {
    for (Document document : documents) {
      throwIfPresent(Poison.unstorable(document));
    }
    List<ObjectNode> trees = new ArrayList<>();
    documents.forEach(document -> trees.add(document.tree()));
    PrimaryKey key = keyFor(trees, primaryKey);
    if (key == null) {
      return 0;
    }
    List<String> ids = new ArrayList<>();
    for (ObjectNode tree : trees) {
      ids.add(key.idOf(tree));
    }
    state = state.withPrimaryKey(key.name());
    Set<String> distinct = new LinkedHashSet<>(ids);
    for (int i = 0; i < trees.size(); i++) {
      put(ids.get(i), trees.get(i), merge, skipCreation);
    }
    return distinct.size();
  }

  private @Nullable PrimaryKey keyFor(List<ObjectNode> trees, @Nullable String given) {
    String existing = state.primaryKey();
    if (existing != null) {
      if (given != null && !given.equals(existing)) {
        throw new Refusal(PrimaryKey.alreadySet(existing));
      }
      return new PrimaryKey(existing);
    }
    if (given != null) {
      return new PrimaryKey(given);
    }
    return trees.isEmpty() ? null : PrimaryKey.infer(trees.get(0));
  }

  private void put(String id, ObjectNode sent, boolean merge, boolean skipCreation)
      throws BatchFault {
    ObjectNode before = find(id);
    if (before == null && skipCreation) {
      return;
    }
    throwIfPresent(Poison.vectors(sent, id));
    if (sent.path(VECTORS).isObject() && sent.path(VECTORS).isEmpty()) {
      // As every document is told without an embedder; it leaves no trace (measured §6.4).
      sent.remove(VECTORS);
    }
    ObjectNode after = sent;
    if (merge && before != null) {
      after = before.deepCopy();
      after.setAll(sent);
    }
    if (plan.geographic()) {
      throwIfPresent(GeoField.complaint(after, id));
    }
    String key = state.primaryKey();
    if (key != null && key.indexOf('.') < 0) {
      state.fields().number(key);
    }
    pending.put(id, new Pending(numberOf(id), inOrder(after)));
  }

  private void throwIfPresent(Optional<ApiError> error) throws BatchFault {
    if (error.isPresent()) {
      throw new BatchFault(error.get().inIndex(uid));
    }
  }

  private int numberOf(String id) {
    Pending changed = pending.get(id);
    int number = changed == null ? view.find(id) : changed.number();
    if (number < 0) {
      number = used.nextClearBit(0);
      used.set(number);
    }
    return number;
  }

  /** Top-level keys stand in the order in which the index first saw them. */
  private ObjectNode inOrder(ObjectNode document) {
    TreeMap<Integer, String> order = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : document.properties()) {
      order.put(state.fields().number(field.getKey()), field.getKey());
    }
    ObjectNode ordered = Json.object();
    order.values().forEach(name -> ordered.set(name, document.get(name)));
    return ordered;
  }

  private @Nullable ObjectNode find(String id) {
    Pending changed = pending.get(id);
    if (changed != null) {
      return changed.document();
    }
    int number = view.find(id);
    return number < 0 ? null : view.document(number);
  }

  /** Deletes documents and tells how many there were. */
  public int delete(Iterable<String> ids) {
    int deleted = 0;
    for (String id : ids) {
      if (find(id) != null) {
        pending.put(id, new Pending(numberOf(id), null));
        deleted++;
      }
    }
    return deleted;
  }

  /** Deletes all documents and tells how many there were. */
  public int clear() throws IOException {
    int count = count();
    pending.clear();
    store.writer().deleteAll();
    replaceView(new IndexView(DirectoryReader.open(store.writer()), state));
    used.clear();
    return count;
  }

  /** The index with all changes so far; closed with the batch. */
  public IndexView viewOfChanges() throws IOException {
    flush();
    replaceView(new IndexView(DirectoryReader.open(store.writer()), state));
    return view;
  }

  private void replaceView(IndexView fresh) {
    view.close();
    view = fresh;
  }

  private void flush() throws IOException {
    TreeMap<Integer, String> order = new TreeMap<>();
    pending.forEach((id, change) -> order.put(change.number(), id));
    for (Map.Entry<Integer, String> entry : order.entrySet()) {
      int number = entry.getKey();
      Pending change = pending.get(entry.getValue());
      Term term = new Term(LuceneFields.NUMBER_TERM, Integer.toString(number));
      if (change == null || change.document() == null) {
        store.writer().deleteDocuments(term);
      } else {
        store
            .writer()
            .updateDocument(
                term,
                LuceneFields.of(
                    entry.getValue(), number, change.document(), plan, state.attributes()));
      }
    }
    pending.clear();
  }

  /**
   * Changes the settings; documents are indexed again if that makes a difference.
   *
   * @throws BatchFault if a document does not fit to the new settings
   */
  public void change(IndexSettings settings) throws IOException, BatchFault {
    boolean again = IndexingPlan.differs(state.settings(), settings);
    state = state.withSettings(settings);
    plan = new IndexingPlan(settings);
    if (!again) {
      return;
    }
    IndexView changes = viewOfChanges();
    for (int n = changes.all().nextSetBit(0); n >= 0; n = changes.all().nextSetBit(n + 1)) {
      ObjectNode document = changes.document(n);
      String id = changes.id(n);
      if (plan.geographic()) {
        throwIfPresent(GeoField.complaint(document, id));
      }
      store
          .writer()
          .updateDocument(
              new Term(LuceneFields.NUMBER_TERM, Integer.toString(n)),
              LuceneFields.of(id, n, document, plan, state.attributes()));
    }
  }

  /** The settings so far. */
  public IndexSettings settings() {
    return state.settings();
  }

  /** Makes all changes durable, together with what became of the tasks. */
  public void commit(Map<Long, Ending> endings) throws IOException {
    flush();
    store.commit(state, endings);
  }

  @Override
  public void close() {
    view.close();
  }
}
