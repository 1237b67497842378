package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import miroir.chaos.embedded.disk.UnsyncedDirectory;
import miroir.chaos.embedded.queue.Ending;
import miroir.gateway.api.json.Json;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/** One index on disk. One thread writes; any number read. */
public final class IndexStore implements AutoCloseable {
  private static final String STATE = "state";
  private static final String ENDINGS = "endings";
  private static final double BUFFER_MEGABYTES = 64;

  private final Directory directory;
  private final IndexWriter writer;
  private volatile IndexView current;
  private final Map<Long, Ending> lastEndings = new HashMap<>();

  private IndexStore(Directory directory, IndexWriter writer, IndexView current) {
    this.directory = directory;
    this.writer = writer;
    this.current = current;
  }

  /** Makes an empty index. */
  public static IndexStore create(Path path, @Nullable String primaryKey, Instant now)
      throws IOException {
    Directory directory = new UnsyncedDirectory(FSDirectory.open(path));
    IndexWriter writer = new IndexWriter(directory, config());
    IndexState state = IndexState.fresh(primaryKey, now);
    commit(writer, state, Map.of());
    return new IndexStore(directory, writer, new IndexView(DirectoryReader.open(writer), state));
  }

  /** Opens an index as its last commit left it. */
  public static IndexStore open(Path path) throws IOException {
    Directory directory = new UnsyncedDirectory(FSDirectory.open(path));
    Map<String, String> data = new HashMap<>();
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      data.putAll(reader.getIndexCommit().getUserData());
    }
    IndexState state = IndexState.fromJson(json(data.getOrDefault(STATE, "{}")));
    IndexWriter writer = new IndexWriter(directory, config());
    IndexStore store =
        new IndexStore(directory, writer, new IndexView(DirectoryReader.open(writer), state));
    json(data.getOrDefault(ENDINGS, "{}"))
        .properties()
        .forEach(
            e -> store.lastEndings.put(Long.valueOf(e.getKey()), Ending.fromJson(e.getValue())));
    return store;
  }

  private static JsonNode json(String text) {
    return Json.tree(text.getBytes(StandardCharsets.UTF_8));
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig().setRAMBufferSizeMB(BUFFER_MEGABYTES).setCommitOnClose(false);
  }

  /** What the last commit says became of its tasks. */
  public Map<Long, Ending> lastEndings() {
    return Map.copyOf(lastEndings);
  }

  /** The index at this moment; to be closed. */
  public IndexView acquire() {
    while (true) {
      IndexView view = current;
      if (view.tryAcquire()) {
        return view;
      }
    }
  }

  /** Settings and names at this moment. */
  public IndexState state() {
    return current.state();
  }

  IndexWriter writer() {
    return writer;
  }

  /** Makes a batch durable and shows it to readers. */
  void commit(IndexState state, Map<Long, Ending> endings) throws IOException {
    IndexState dated = state.at(Instant.now());
    commit(writer, dated, endings);
    lastEndings.clear();
    lastEndings.putAll(endings);
    IndexView before = current;
    current = new IndexView(DirectoryReader.open(writer), dated);
    before.close();
  }

  private static void commit(IndexWriter writer, IndexState state, Map<Long, Ending> endings)
      throws IOException {
    ObjectNode told = Json.object();
    endings.forEach((uid, ending) -> told.set(Long.toString(uid), ending.toJson()));
    Map<String, String> data = new HashMap<>();
    data.put(STATE, new String(Json.bytes(state.toJson()), StandardCharsets.UTF_8));
    data.put(ENDINGS, new String(Json.bytes(told), StandardCharsets.UTF_8));
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  /** Forgets what was written since the last commit; the index can be used on afterwards. */
  IndexStore reopened(Path path) throws IOException {
    writer.rollback();
    current.close();
    directory.close();
    return open(path);
  }

  @Override
  public void close() throws IOException {
    current.close();
    writer.rollback();
    directory.close();
  }
}
