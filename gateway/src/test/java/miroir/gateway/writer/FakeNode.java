package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.gateway.api.json.Json;
import miroir.gateway.lane.NodeApi;
import miroir.gateway.lane.Tag;

/** A node with one index: a FIFO of tasks, renames as measured (writes-measured §3.3), tags. */
final class FakeNode {
  private final List<ObjectNode> tasks = new ArrayList<>();
  private final TreeMap<String, ObjectNode> documents = new TreeMap<>();
  private String name;
  private int applied;

  /** Tasks stay enqueued. */
  boolean held;

  /** Requests are executed, answers are lost. */
  boolean loseAnswers;

  /** Connections are refused. */
  boolean down;

  /** Renamings fail. */
  boolean failsRenamings;

  /** Error code that document additions of a certain id end with. */
  final Map<String, String> poison = new HashMap<>();

  FakeNode(String name) {
    this.name = name;
  }

  /** Returns the writes that took effect, one text {@code epoch.seq} for each, in order. */
  List<String> log() {
    apply();
    List<String> log = new ArrayList<>();
    for (ObjectNode task : tasks) {
      if (task.path("status").asText().equals("succeeded")) {
        Tag.parse(task.path("customMetadata").asText())
            .filter(tag -> tag.kind() == Tag.Kind.WRITE)
            .ifPresent(
                tag -> tag.writes().keySet().forEach(seq -> log.add(tag.epoch() + "." + seq)));
      }
    }
    return log;
  }

  /** Returns the bodies of the settings tasks that took effect. */
  List<JsonNode> settings() {
    apply();
    return tasks.stream()
        .filter(task -> task.path("type").asText().equals("settingsUpdate"))
        .filter(task -> task.path("status").asText().equals("succeeded"))
        .map(task -> task.path("details"))
        .toList();
  }

  /** Returns the types of all tasks, in order. */
  List<String> types() {
    return tasks.stream().map(task -> task.path("type").asText()).toList();
  }

  /** Its disk is put back to an older state: other tasks bear the uids of those it has told of. */
  void restore() {
    tasks.forEach(task -> task.put("enqueuedAt", "2026-01-01T00:00:00.000000002Z"));
  }

  /** Returns what is stored, by id. */
  Map<String, ObjectNode> documents() {
    apply();
    return documents;
  }

  private NodeApi.Answer fetch(JsonNode asked) {
    List<String> tokens = List.of(asked.path("filter").asText().split("\"", -1));
    if (!held) {
      apply();
    }
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode id : asked.path("ids")) {
      ObjectNode document = documents.get(id.asText());
      if (document != null) {
        results.add(document.deepCopy());
      }
    }
    for (ObjectNode document : documents.values()) {
      for (JsonNode own : document.path("_miroir_shard")) {
        if (tokens.contains(own.asText())) {
          results.add(document.deepCopy());
        }
      }
    }
    return answered(200, answer.put("total", results.size()));
  }

  NodeApi.Answer handle(NodeApi.Request request) {
    if (request.path().endsWith("/documents/fetch")) {
      return request.path().contains("/" + name + "/")
          ? fetch(Json.tree(request.body().bytes()))
          : answered(404, Json.object().put("code", "index_not_found"));
    }
    if (request.method().equals("GET")) {
      return answered(200, list(parameters(request.path())));
    }
    String[] parts = request.path().split("\\?", 2)[0].split("/", 4);
    String resource = parts.length > 3 ? parts[3] : "";
    ObjectNode task = Json.object();
    task.put("uid", tasks.size()).put("indexUid", parts[2]).put("status", "enqueued");
    ObjectNode details = task.putObject("details");
    String body = new String(request.body().bytes(), StandardCharsets.UTF_8);
    switch (resource) {
      case "" -> {
        task.put("type", "indexUpdate");
        JsonNode to = Json.tree(request.body().bytes()).path("uid");
        if (to.isTextual()) {
          details.put("oldIndexUid", parts[2]).put("newIndexUid", to.asText());
          failIf(task, failsRenamings, "internal");
        }
      }
      case "settings" -> {
        task.put("type", "settingsUpdate");
        task.set("details", Json.tree(request.body().bytes()));
        poison.forEach((id, code) -> failIf(task, id.equals("settings"), code));
      }
      case "documents/delete-batch" -> {
        task.put("type", "documentDeletion");
        details
            .put("providedIds", Json.tree(request.body().bytes()).size())
            .put("deletedDocuments", 0);
        details.putNull("originalFilter");
        task.set("body", Json.tree(request.body().bytes()));
      }
      default -> {
        task.put("type", "documentAdditionOrUpdate");
        long lines = body.lines().count();
        details.put("receivedDocuments", lines).put("indexedDocuments", lines);
        ArrayNode stored = task.putArray("body");
        body.lines().forEach(line -> stored.add(Json.tree(line.getBytes(StandardCharsets.UTF_8))));
        poison.forEach((id, code) -> failIf(task, body.contains("\"id\":\"" + id + "\""), code));
      }
    }
    String tag = parameters(request.path()).get("customMetadata");
    if (tag != null && !resource.equals("settings") && !resource.isEmpty()) {
      task.put("customMetadata", tag);
    }
    task.put("enqueuedAt", "2026-01-01T00:00:00.000000001Z");
    tasks.add(task);
    ObjectNode summary = Json.object().put("taskUid", task.path("uid").asLong());
    return answered(202, summary);
  }

  private static void failIf(ObjectNode task, boolean fails, String code) {
    if (fails) {
      task.put("fails", code);
    }
  }

  private static NodeApi.Answer answered(int status, JsonNode body) {
    return new NodeApi.Answer.Answered(status, Json.bytes(body));
  }

  private static Map<String, String> parameters(String path) {
    Map<String, String> parameters = new HashMap<>();
    int at = path.indexOf('?');
    if (at >= 0) {
      for (String pair : path.substring(at + 1).split("&", -1)) {
        String[] sides = pair.split("=", 2);
        parameters.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private ObjectNode list(Map<String, String> asked) {
    if (!held) {
      apply();
    }
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    long from = Long.parseLong(asked.getOrDefault("from", "0"));
    int limit = Integer.parseInt(asked.getOrDefault("limit", "20"));
    answer.putNull("next");
    for (ObjectNode task : tasks) {
      if (task.path("uid").asLong() < from
          || !among(asked.get("indexUids"), task.path("indexUid").asText())
          || !among(asked.get("statuses"), task.path("status").asText())
          || !among(asked.get("uids"), task.path("uid").asText())) {
        continue;
      }
      if (results.size() == limit) {
        answer.put("next", task.path("uid").asLong());
        break;
      }
      results.add(task.deepCopy());
    }
    return answer;
  }

  private static boolean among(@org.jspecify.annotations.Nullable String some, String one) {
    return some == null || Arrays.asList(some.split(",", -1)).contains(one);
  }

  private void apply() {
    while (applied < tasks.size()) {
      ObjectNode task = tasks.get(applied++);
      boolean here = task.path("indexUid").asText().equals(name);
      String code = here ? task.path("fails").asText("") : "index_not_found";
      task.put("startedAt", "2026-01-01T00:00:01Z").put("finishedAt", "2026-01-01T00:00:02Z");
      if (!code.isEmpty()) {
        task.put("status", "failed");
        task.putObject("error").put("code", code).put("message", code);
        continue;
      }
      task.put("status", "succeeded");
      store(task);
      String to = task.path("details").path("newIndexUid").asText("");
      if (!to.isEmpty()) {
        rename(to);
      }
    }
  }

  private void store(ObjectNode task) {
    for (JsonNode one : task.path("body")) {
      if (one instanceof ObjectNode document) {
        documents.put(document.path("id").asText(), document);
      } else {
        documents.remove(one.asText());
      }
    }
  }

  private void rename(String to) {
    for (ObjectNode earlier : tasks.subList(0, applied)) {
      if (earlier.path("indexUid").asText().equals(name)) {
        earlier.put("indexUid", to);
      }
    }
    name = to;
  }
}
