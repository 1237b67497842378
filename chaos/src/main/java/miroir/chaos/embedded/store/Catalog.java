package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import miroir.chaos.embedded.disk.WholeFile;
import miroir.chaos.embedded.queue.Ending;
import miroir.gateway.api.json.Json;
import org.jspecify.annotations.Nullable;

/** The indexes of a node by their names. One thread changes it; any number read. */
public final class Catalog implements AutoCloseable {
  private final Path directory;
  private final Path file;
  private final ConcurrentSkipListMap<String, Entry> entries = new ConcurrentSkipListMap<>();
  private final Map<Long, Ending> lastEndings = new HashMap<>();

  /** An index and the folder that it lies in, which never changes. */
  private record Entry(String folder, IndexStore store) {}

  private Catalog(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("catalog.json");
  }

  /** Opens all indexes below a directory. */
  public static Catalog open(Path directory) throws IOException {
    Files.createDirectories(directory);
    Catalog catalog = new Catalog(directory);
    if (Files.exists(catalog.file)) {
      JsonNode json = Json.tree(Files.readAllBytes(catalog.file));
      for (Map.Entry<String, JsonNode> index : json.path("indexes").properties()) {
        String folder = index.getValue().asText();
        IndexStore store = IndexStore.open(directory.resolve(folder));
        catalog.entries.put(index.getKey(), new Entry(folder, store));
        catalog.lastEndings.putAll(store.lastEndings());
      }
      json.path("endings")
          .properties()
          .forEach(
              e ->
                  catalog.lastEndings.put(Long.valueOf(e.getKey()), Ending.fromJson(e.getValue())));
    }
    catalog.deleteStrayFolders();
    return catalog;
  }

  private void deleteStrayFolders() throws IOException {
    Set<String> known = new HashSet<>();
    entries.values().forEach(entry -> known.add(entry.folder()));
    try (Stream<Path> folders = Files.list(directory)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        if (!known.contains(folder.getFileName().toString())) {
          deleteFolder(folder);
        }
      }
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** What the last commits say became of their tasks. */
  public Map<Long, Ending> lastEndings() {
    return Map.copyOf(lastEndings);
  }

  /** The index with a name. */
  public Optional<IndexStore> find(String uid) {
    return Optional.ofNullable(entries.get(uid)).map(Entry::store);
  }

  /** All names, sorted. */
  public List<String> names() {
    return new ArrayList<>(entries.keySet());
  }

  /** Bytes of all files. */
  public long sizeBytes() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(path -> path.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes an index for a task. */
  public IndexStore create(String uid, @Nullable String primaryKey, Map<Long, Ending> endings)
      throws IOException {
    String folder = UUID.randomUUID().toString();
    IndexStore store = IndexStore.create(directory.resolve(folder), primaryKey, Instant.now());
    entries.put(uid, new Entry(folder, store));
    save(endings);
    return store;
  }

  /** Deletes an index. */
  public void delete(String uid, Map<Long, Ending> endings) throws IOException {
    Entry entry = entries.remove(uid);
    save(endings);
    if (entry != null) {
      entry.store().close();
      deleteFolder(directory.resolve(entry.folder()));
    }
  }

  /** Gives indexes new names, all at once; names that are not mentioned stay. */
  public void rename(Map<String, String> names, Map<Long, Ending> endings) throws IOException {
    Map<String, Entry> moved = new HashMap<>();
    names.forEach(
        (from, to) -> {
          Entry entry = entries.get(from);
          if (entry != null) {
            moved.put(to, entry);
          }
        });
    names.keySet().stream().filter(from -> !moved.containsKey(from)).forEach(entries::remove);
    entries.putAll(moved);
    save(endings);
  }

  /** Drops what was written to an index since its last commit. */
  public IndexStore rollback(String uid) throws IOException {
    Entry entry = entries.get(uid);
    if (entry == null) {
      throw new IllegalStateException("no index " + uid);
    }
    IndexStore fresh = entry.store().reopened(directory.resolve(entry.folder()));
    entries.put(uid, new Entry(entry.folder(), fresh));
    return fresh;
  }

  private void save(Map<Long, Ending> endings) throws IOException {
    ObjectNode json = Json.object();
    ObjectNode indexes = json.putObject("indexes");
    entries.forEach((uid, entry) -> indexes.put(uid, entry.folder()));
    ObjectNode told = json.putObject("endings");
    endings.forEach((uid, ending) -> told.set(Long.toString(uid), ending.toJson()));
    WholeFile.write(file, Json.bytes(json));
  }

  @Override
  public void close() throws IOException {
    for (Entry entry : entries.values()) {
      entry.store().close();
    }
  }
}
