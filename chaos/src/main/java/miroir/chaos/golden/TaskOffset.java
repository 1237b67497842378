package miroir.chaos.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a recording, whose tasks begin at 0, is read on a server that has had tasks before: uids are
 * shifted in requests and expected answers, and lists begin behind the earlier tasks.
 *
 * @param first uid of the story's first task
 * @param lastEnqueuedAt when the last earlier task was enqueued; empty when there is none
 */
record TaskOffset(long first, String lastEnqueuedAt) {
  /** A server without any earlier task. */
  static final TaskOffset NONE = new TaskOffset(0, "");

  private static final Pattern TASK_PATH = Pattern.compile("(/tasks/)([0-9]+)");
  private static final Pattern TASK_TEXT = Pattern.compile("(Task `)([0-9]+)(`)");
  private static final Set<String> UID_PARAMETERS = Set.of("uids", "from", "canceledBy");

  /** Returns a recorded request as this server has to be asked. */
  JsonNode request(JsonNode recorded) {
    if (first == 0) {
      return recorded;
    }
    ObjectNode request = recorded.deepCopy();
    String path = recorded.path("path").asText();
    Matcher task = TASK_PATH.matcher(path);
    if (task.matches()) {
      request.put("path", "/tasks/" + shifted(task.group(2)));
    }
    if (path.equals("/tasks")) {
      ObjectNode query =
          recorded.has("query")
              ? recorded.get("query").deepCopy()
              : JsonNodeFactory.instance.objectNode();
      for (String parameter : UID_PARAMETERS) {
        if (query.has(parameter)) {
          query.put(parameter, shiftedList(query.get(parameter).asText()));
        }
      }
      if (recorded.path("method").asText().equals("GET")) {
        query.put("afterEnqueuedAt", Instant.parse(lastEnqueuedAt).plusNanos(1).toString());
      }
      request.set("query", query);
    }
    return request;
  }

  private String shiftedList(String uids) {
    return Arrays.stream(uids.split(",")).map(this::shifted).collect(Collectors.joining(","));
  }

  private String shifted(String uid) {
    return uid.chars().allMatch(Character::isDigit) ? "" + (Long.parseLong(uid) + first) : uid;
  }

  /** Returns a recorded answer or task as this server has to give it. */
  JsonNode expected(JsonNode recorded) {
    return first == 0 ? recorded : shifted("", recorded);
  }

  private JsonNode shifted(String name, JsonNode recorded) {
    if (recorded.isObject()) {
      ObjectNode shifted = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : recorded.properties()) {
        boolean isUid = isTaskUid(member.getKey(), recorded);
        shifted.set(
            member.getKey(), shifted(isUid ? "taskUid" : member.getKey(), member.getValue()));
      }
      return shifted;
    }
    if (recorded.isArray()) {
      ArrayNode shifted = JsonNodeFactory.instance.arrayNode();
      recorded.forEach(one -> shifted.add(shifted("", one)));
      return shifted;
    }
    if (name.equals("taskUid") && recorded.isIntegralNumber()) {
      return JsonNodeFactory.instance.numberNode(
          recorded.bigIntegerValue().add(BigInteger.valueOf(first)));
    }
    if (name.equals("originalFilter") && recorded.asText().startsWith("?uids=")) {
      return JsonNodeFactory.instance.textNode(
          "?uids=" + shiftedList(recorded.asText().substring("?uids=".length())));
    }
    if (name.equals("message")) {
      Matcher task = TASK_TEXT.matcher(recorded.asText());
      return JsonNodeFactory.instance.textNode(
          task.replaceAll(one -> "Task `" + shifted(one.group(2)) + "`"));
    }
    return recorded;
  }

  /** A uid of a task is a number; lists of tasks page by it. */
  private static boolean isTaskUid(String name, JsonNode object) {
    return switch (name) {
      case "taskUid", "canceledBy" -> true;
      case "uid" -> object.has("enqueuedAt");
      case "from", "next" -> object.has("results");
      default -> false;
    };
  }
}
