package miroir.gateway.write;

import java.util.TreeMap;
import miroir.cluster.Sorted;
import miroir.codec.CommandCodec;
import miroir.codec.StateCodec;
import miroir.gateway.writer.TaskLog;
import miroir.machine.TaskRow;
import miroir.proto.session.TasksReply;

/** What a writer learns of its index's tasks, out of the coordinators' answer. Pure. */
public final class UnfinishedTasks {
  private UnfinishedTasks() {}

  /** Translates an answer to a question for an index's unfinished tasks. */
  public static TaskLog.Unfinished of(TasksReply reply) {
    return new TaskLog.Unfinished(
        reply.getTasksList().stream()
            .map(named -> open(StateCodec.decode(named.getTask())))
            .toList(),
        CommandCodec.positions(reply.getSettledMap()),
        CommandCodec.positions(reply.getNewestMap()));
  }

  private static TaskLog.OpenTask open(TaskRow row) {
    TreeMap<String, Long> nodeTasks = new TreeMap<>();
    row.nodeTasks().forEach(task -> nodeTasks.put(task.node(), task.uid()));
    return new TaskLog.OpenTask(
        row.uid(),
        row.kind(),
        row.leaseEpoch(),
        row.seq(),
        row.details() == null ? "{}" : row.details(),
        row.status().terminal(),
        Sorted.copyOf(nodeTasks),
        row.error());
  }
}
