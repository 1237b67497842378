package miroir.chaos.embedded.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import miroir.chaos.embedded.disk.WholeFile;
import miroir.gateway.api.json.Json;

/** The keys of a node, on disk before a change is answered. */
public final class KeyStore {
  private final Path file;
  private final String masterKey;
  private final Map<UUID, ApiKey> keys = new ConcurrentHashMap<>();
  private final Map<String, ApiKey> bySecret = new ConcurrentHashMap<>();

  private KeyStore(Path file, String masterKey) {
    this.file = file;
    this.masterKey = masterKey;
  }

  /** Opens the keys below a directory; the first time there are the default ones. */
  public static KeyStore open(Path directory, String masterKey) throws IOException {
    KeyStore store = new KeyStore(directory.resolve("keys.json"), masterKey);
    if (Files.exists(store.file)) {
      for (JsonNode key : Json.tree(Files.readAllBytes(store.file))) {
        store.remember(ApiKey.fromJson(key));
      }
    } else {
      store.addDefaults();
      store.save();
    }
    return store;
  }

  private void addDefaults() {
    addDefault(
        "Default Chat API Key",
        "Use it to chat and search from the frontend",
        List.of("chatCompletions", "search"),
        3);
    addDefault(
        "Default Read-Only Admin API Key",
        "Use it to read information across the whole database. Caution! Do not expose this key on a"
            + " public frontend",
        List.of("*.get", "keys.get"),
        2);
    addDefault(
        "Default Admin API Key",
        "Use it for anything that is not a search operation. Caution! Do not expose it on a public"
            + " frontend",
        List.of("*"),
        1);
    addDefault(
        "Default Search API Key", "Use it to search from the frontend", List.of("search"), 0);
  }

  private void addDefault(String name, String description, List<String> actions, int age) {
    Instant created = Instant.now().minusMillis(age);
    remember(
        new ApiKey(
            UUID.randomUUID(), name, description, actions, List.of("*"), null, created, created));
  }

  private void remember(ApiKey key) {
    keys.put(key.uid(), key);
    bySecret.put(key.secret(masterKey), key);
  }

  /** True for the key that may do everything. */
  public boolean isMaster(String secret) {
    return !masterKey.isEmpty() && masterKey.equals(secret);
  }

  /** False if the node was started without a master key and lets everybody in. */
  public boolean guarded() {
    return !masterKey.isEmpty();
  }

  /** The key with this secret. */
  public Optional<ApiKey> bySecret(String secret) {
    return Optional.ofNullable(bySecret.get(secret));
  }

  /** The key with this uid or secret. */
  public Optional<ApiKey> find(String uidOrSecret) {
    Optional<UUID> uid = KeyRequests.parseUid(uidOrSecret);
    return uid.isPresent() && keys.containsKey(uid.get())
        ? Optional.of(keys.get(uid.get()))
        : bySecret(uidOrSecret);
  }

  /** All keys, newest first. */
  public List<ApiKey> all() {
    List<ApiKey> all = new ArrayList<>(keys.values());
    all.sort(Comparator.comparing(ApiKey::createdAt).reversed());
    return all;
  }

  /** Adds a key. False if its uid is taken. */
  public synchronized boolean add(ApiKey key) throws IOException {
    if (keys.containsKey(key.uid())) {
      return false;
    }
    remember(key);
    save();
    return true;
  }

  /** Puts a changed key in the place of the old one. */
  public synchronized void replace(ApiKey key) throws IOException {
    remember(key);
    save();
  }

  /** Removes a key; requests that begin afterwards are refused. */
  public synchronized void remove(ApiKey key) throws IOException {
    keys.remove(key.uid());
    bySecret.remove(key.secret(masterKey));
    save();
  }

  /** A key as clients read it. */
  public ObjectNode view(ApiKey key) {
    return key.toJson(masterKey);
  }

  private void save() throws IOException {
    ArrayNode list = Json.object().arrayNode();
    all().forEach(key -> list.add(key.toJson(masterKey)));
    WholeFile.write(file, Json.bytes(list));
  }
}
