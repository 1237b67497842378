package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import miroir.chaos.embedded.queue.TaskQueue;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.Parameters;
import miroir.gateway.api.task.TaskQuery;
import miroir.gateway.api.task.TaskView;

/** Tasks: look at them, cancel them, forget them. */
final class TaskRoutes {
  private final TaskQueue queue;

  TaskRoutes(TaskQueue queue) {
    this.queue = queue;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/tasks", "tasks.get", this::list),
        new Route("GET", "/tasks/*", "tasks.get", this::get),
        new Route("POST", "/tasks/cancel", "tasks.cancel", exchange -> select(exchange, true)),
        new Route("DELETE", "/tasks", "tasks.delete", exchange -> select(exchange, false)));
  }

  private Answer list(Exchange exchange) {
    TaskQuery query = TaskQuery.list(exchange.parameters());
    return Answer.ok(queue.list(query, task -> visible(exchange.access(), task)));
  }

  private static boolean visible(Access access, TaskView task) {
    String uid = task.indexUid();
    return uid == null ? access.seesEverything() : access.covers(uid);
  }

  private Answer get(Exchange exchange) {
    long uid = TaskQuery.uid(exchange.name(0));
    ObjectNode task =
        queue
            .get(uid)
            .filter(view -> visible(exchange.access(), view))
            .orElseThrow(() -> ErrorCode.TASK_NOT_FOUND.refusal("Task `" + uid + "` not found."))
            .toJson();
    return Answer.ok(task);
  }

  private Answer select(Exchange exchange, boolean cancel) {
    TaskQuery query = TaskQuery.selection(exchange.parameters(), cancel ? "cancel" : "delete");
    TaskView task = queue.registerSelection(query, cancel, shown(exchange.parameters()));
    return Answer.ok(task.toSummary());
  }

  /** The query string as the details show it. */
  private static String shown(Parameters given) {
    StringJoiner shown = new StringJoiner("&", "?", "");
    given.forEach(
        (name, value) -> shown.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return shown.toString();
  }
}
