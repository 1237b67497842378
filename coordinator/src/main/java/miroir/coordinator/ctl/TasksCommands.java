package miroir.coordinator.ctl;

import java.util.stream.Collectors;
import miroir.proto.admin.TaskRequest;
import miroir.proto.admin.TaskRow;
import miroir.proto.admin.TasksReply;
import miroir.proto.admin.TasksRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Clients' tasks. */
@Command(
    name = "tasks",
    aliases = "task",
    description = "Clients' tasks and the node tasks behind them.")
final class TasksCommands extends Miroirctl.Group {
  @Command(name = "list", description = "The newest tasks.")
  void list(
      @Option(names = "--limit", defaultValue = "20", description = "how many") int limit,
      @Option(names = "--index", defaultValue = "", description = "only this index") String index,
      @Option(names = "--status", defaultValue = "", description = "only this status")
          String status) {
    TasksReply reply =
        ctl()
            .calls()
            .call(
                stub ->
                    stub.tasksList(
                        TasksRequest.newBuilder()
                            .setLimit(limit)
                            .setIndex(index)
                            .setStatus(status)
                            .build()));
    Table table = new Table("uid", "index", "type", "status", "enqueuedAt", "nodeTasks");
    reply
        .getTasksList()
        .forEach(
            task ->
                table.row(
                    task.getUid(),
                    task.getIndex(),
                    task.getType(),
                    task.getStatus(),
                    task.getEnqueuedAt(),
                    nodeTasks(task)));
    ctl().print(table);
  }

  @Command(name = "show", description = "One task.")
  void show(@Parameters(paramLabel = "UID") long uid) {
    TaskRow task =
        ctl().calls().call(stub -> stub.tasksShow(TaskRequest.newBuilder().setUid(uid).build()));
    Table table =
        new Table(
            "uid",
            "index",
            "type",
            "status",
            "enqueuedAt",
            "finishedAt",
            "details",
            "error",
            "nodeTasks");
    table.row(
        task.getUid(),
        task.getIndex(),
        task.getType(),
        task.getStatus(),
        task.getEnqueuedAt(),
        task.getFinishedAt(),
        task.getDetails(),
        task.getError(),
        nodeTasks(task));
    ctl().print(table);
  }

  private static String nodeTasks(TaskRow task) {
    return task.getNodeTasksList().stream()
        .map(one -> one.getNode() + ":" + one.getUid())
        .collect(Collectors.joining(" "));
  }
}
