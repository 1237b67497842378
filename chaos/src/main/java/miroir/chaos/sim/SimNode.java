package miroir.chaos.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import miroir.gateway.api.json.Json;
import miroir.gateway.lane.NodeApi;
import org.jspecify.annotations.Nullable;

/**
 * A Meilisearch server as measured (meilisearch-writes-measured.md): an asynchronous queue, FIFO
 * per index, batches, tags, renaming as an exact cut. What it has accepted survives its death,
 * except payloads in a power cut.
 */
final class SimNode {
  private static final int LARGEST_BATCH = 8;

  private final Set<String> keys = new HashSet<>();
  private NodeQueue queue = new NodeQueue();
  private @Nullable Backup backup;
  private @Nullable String goneMarker;
  private final Host host;
  private final Chance chance;
  private final VirtualTime time;
  private final Consumer<Enqueued> told;
  private final Consumer<Moment> reached;
  private long heldUntilNanos;
  private long fullUntilNanos;
  private boolean working;
  private long touches;

  /**
   * Makes an empty one.
   *
   * @param told hears of every task that was enqueued
   * @param reached hears when something is done to it that a schedule may wait for
   */
  SimNode(
      Host host,
      VirtualTime time,
      Chance chance,
      Consumer<Enqueued> told,
      Consumer<Moment> reached) {
    this.reached = reached;
    this.host = host;
    this.time = time;
    this.chance = chance;
    this.told = told;
  }

  Host host() {
    return host;
  }

  NodeQueue queue() {
    return queue;
  }

  Set<String> keys() {
    return keys;
  }

  /** Returns how often it was asked, has worked, or something was said to or heard of it. */
  long touches() {
    return touches;
  }

  /** Something on its link happened. */
  void touched() {
    touches++;
  }

  /** Tasks stay enqueued for a while. */
  void hold(long millis) {
    heldUntilNanos = Math.max(heldUntilNanos, time.nanos() + millis * 1_000_000);
  }

  /** The disk is full for a while. */
  void fill(long millis) {
    fullUntilNanos = Math.max(fullUntilNanos, time.nanos() + millis * 1_000_000);
  }

  private boolean full() {
    return time.nanos() < fullUntilNanos;
  }

  /** Dies, and comes back later with all that it had accepted, or without queued payloads. */
  void crash(long downMillis, boolean power) {
    host.die();
    working = false;
    if (power) {
      queue.losePayloads();
    }
    host.afterMillis(
        downMillis,
        () -> {
          host.rise();
          wake();
        });
  }

  /** What is kept of a node, to be put back later. */
  private record Backup(NodeQueue queue, Set<String> keys) {}

  /** Keeps a copy of everything. */
  void backUp() {
    backup = new Backup(queue.copy(), Set.copyOf(keys));
  }

  /** Its disk is empty, or as it was when it was backed up. */
  void replace(String adoptedMarker, boolean wiped) {
    Backup old = wiped ? null : backup;
    queue = old == null ? new NodeQueue() : old.queue.copy();
    keys.clear();
    if (old != null) {
      keys.addAll(old.keys);
    }
    goneMarker = adoptedMarker;
  }

  /** Returns whether the database that bears this marker is gone. */
  boolean hasLost(String marker) {
    return marker.equals(goneMarker);
  }

  /** Returns whether it ever was another database: uids of its tasks say nothing. */
  boolean wasReplaced() {
    return goneMarker != null;
  }

  /** Ends all faults but the host's own. */
  void heal() {
    heldUntilNanos = 0;
    fullUntilNanos = 0;
    wake();
  }

  /** Answers a request of a gateway. */
  NodeApi.Answer.Answered handle(String method, String path, byte[] body) {
    touched();
    int query = path.indexOf('?');
    Map<String, String> asked = parameters(query < 0 ? "" : path.substring(query + 1));
    String resource = query < 0 ? path : path.substring(0, query);
    if (method.equals("GET")) {
      return new NodeApi.Answer.Answered(200, list(asked).getBytes(StandardCharsets.UTF_8));
    }
    String[] parts = resource.split("/", 4);
    if (parts.length > 3 && parts[3].equals("documents/fetch")) {
      reached.accept(Moment.FETCHED);
      return fetch(parts[2], Json.tree(body));
    }
    if (full()) {
      return refused(500, "internal");
    }
    Work work = work(method, parts.length > 3 ? parts[3] : "", asked, body);
    Enqueued task = enqueue(parts[2], work, asked.get("customMetadata"));
    String answer =
        "{\"taskUid\":"
            + task.uid
            + ",\"indexUid\":\""
            + parts[2]
            + "\",\"enqueuedAt\":\""
            + task.enqueuedAt()
            + "\"}";
    return new NodeApi.Answer.Answered(202, answer.getBytes(StandardCharsets.UTF_8));
  }

  /** One read is one snapshot of what is applied. */
  private NodeApi.Answer.Answered fetch(String name, JsonNode asked) {
    Physical index = queue.borne(name);
    if (index == null) {
      return refused(404, "index_not_found");
    }
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    int first = asked.path("offset").asInt();
    int total = 0;
    List<ObjectNode> found =
        asked.has("ids")
            ? index.named(asked.path("ids"))
            : index.holding(tokens(asked.path("filter").asText()));
    for (ObjectNode document : found) {
      if (total >= first && total < first + asked.path("limit").asInt()) {
        results.add(document.deepCopy());
      }
      total++;
    }
    return new NodeApi.Answer.Answered(200, Json.bytes(answer.put("total", total)));
  }

  /** Returns what stands in quotes in a filter. */
  private static Set<String> tokens(String filter) {
    Set<String> tokens = new HashSet<>();
    String[] parts = filter.split("\"", -1);
    for (int i = 1; i < parts.length; i += 2) {
      tokens.add(parts[i]);
    }
    return tokens;
  }

  private static NodeApi.Answer.Answered refused(int status, String code) {
    String error = "{\"message\":\"" + code + "\",\"code\":\"" + code + "\",\"type\":\"system\"}";
    return new NodeApi.Answer.Answered(status, error.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts a task into the queue. */
  Enqueued enqueue(String index, Work work, @Nullable String tag) {
    boolean keeps = !(work instanceof Work.Settings || work instanceof Work.Update);
    Enqueued task =
        new Enqueued(
            queue.tasks().size(), work, index, keeps ? tag : null, host.nanos() / 1_000_000);
    queue.enqueue(task);
    told.accept(task);
    if (work instanceof Work.Update update && update.to() != null) {
      reached.accept(Moment.RENAMED);
    } else if (tag != null && !tag.startsWith("m1")) {
      reached.accept(Moment.COPIED);
    }
    wake();
    return task;
  }

  private static Work work(String method, String resource, Map<String, String> asked, byte[] body) {
    switch (resource) {
      case "" -> {
        JsonNode to = Json.tree(body).path("uid");
        return new Work.Update(to.isTextual() ? to.asText() : null);
      }
      case "settings" -> {
        return new Work.Settings(Json.tree(body));
      }
      case "documents/delete-batch" -> {
        List<String> ids = new ArrayList<>();
        Json.tree(body).forEach(id -> ids.add(id.asText()));
        return new Work.DeleteIds(List.copyOf(ids));
      }
      case "documents/delete" -> {
        JsonNode filter = Json.tree(body).path("filter");
        return filter.isArray()
            ? new Work.DeleteFilter(filter.path(1).asText(""), tokens(filter.path(0).asText()))
            : new Work.DeleteFilter(filter.asText(), Set.of());
      }
      default -> {
        return method.equals("DELETE") ? new Work.Clear() : added(method, asked, body);
      }
    }
  }

  private static Work added(String method, Map<String, String> asked, byte[] body) {
    Map<String, ObjectNode> documents = new LinkedHashMap<>();
    String key = asked.getOrDefault("primaryKey", "id");
    boolean merge = method.equals("PUT");
    int received = 0;
    for (String line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        ObjectNode document = (ObjectNode) Json.tree(line.getBytes(StandardCharsets.UTF_8));
        ObjectNode before = documents.get(document.path(key).asText());
        if (merge && before != null) {
          before.setAll(document);
        } else {
          documents.put(document.path(key).asText(), document);
        }
        received++;
      }
    }
    return new Work.Add(documents, received, merge);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private String list(Map<String, String> asked) {
    List<String> indexes = among(asked.get("indexUids"));
    List<String> statuses = among(asked.get("statuses"));
    List<String> uids = among(asked.get("uids"));
    int from = Integer.parseInt(asked.getOrDefault("from", "0"));
    int limit = Integer.parseInt(asked.getOrDefault("limit", "20"));
    StringBuilder json = new StringBuilder("{\"results\":[");
    long next = -1;
    int count = 0;
    for (Enqueued task :
        queue.tasks().subList(Math.min(from, queue.tasks().size()), queue.tasks().size())) {
      boolean wanted =
          (indexes.isEmpty() || indexes.contains(task.index))
              && (statuses.isEmpty() || statuses.contains(task.status))
              && (uids.isEmpty() || uids.contains(Long.toString(task.uid)));
      if (!wanted) {
        continue;
      }
      if (count++ == limit) {
        next = task.uid;
        break;
      }
      if (count > 1) {
        json.append(',');
      }
      task.appendTo(json);
    }
    return json.append("],\"next\":").append(next < 0 ? "null" : next).append('}').toString();
  }

  private static List<String> among(@Nullable String some) {
    return some == null ? List.of() : Arrays.asList(some.split(",", -1));
  }

  private void wake() {
    if (!working && host.up() && !queue.idle()) {
      working = true;
      host.after(chance.nanosBetween(host.name() + " starts", 700, 3_000), this::begin);
    }
  }

  private void begin() {
    long held = heldUntilNanos - time.nanos();
    if (held > 0) {
      host.after(held, this::begin);
      return;
    }
    touched();
    String name = host.name() + " works";
    List<Enqueued> batch = queue.batch(1 + chance.of(name).nextInt(LARGEST_BATCH));
    batch.forEach(task -> task.status = "processing");
    host.after(chance.nanosBetween(name, 2_000, 40_000), () -> end(batch));
  }

  private void end(List<Enqueued> batch) {
    touched();
    boolean fault = full() && chance.of(host.name() + " is full").nextBoolean();
    queue.apply(batch, fault ? NodeQueue.DISK_FULL : "", host.nanos() / 1_000_000);
    working = false;
    wake();
  }
}
