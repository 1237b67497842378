package miroir.coordinator.rpc;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import miroir.codec.CommandCodec;
import miroir.codec.StateCodec;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.coordinator.Limits;
import miroir.machine.State;
import miroir.machine.TaskQuery;
import miroir.machine.TaskRow;
import miroir.proto.session.Bounds;
import miroir.proto.session.IndexRow;
import miroir.proto.session.IndexesReply;
import miroir.proto.session.IndexesRequest;
import miroir.proto.session.NamedTask;
import miroir.proto.session.TasksReply;
import miroir.proto.session.TasksRequest;
import miroir.topology.Index;
import miroir.topology.Member;

/** Answers about tasks and indexes, out of one state. Pure. */
public final class TaskReads {
  private TaskReads() {}

  /** Answers about tasks. */
  public static TasksReply read(State state, TasksRequest request) {
    return found(state, request).setEpoch(state.routingEpoch()).build();
  }

  private static TasksReply.Builder found(State state, TasksRequest request) {
    Names names = new Names(state);
    if (request.hasUnfinishedOf()) {
      return unfinished(state, names, request.getUnfinishedOf());
    }
    Set<Long> indexes = new HashSet<>();
    for (String uid : request.getIndexUidsList()) {
      indexes.addAll(names.idsOf(uid));
    }
    if (!request.getIndexUidsList().isEmpty() && indexes.isEmpty()) {
      return TasksReply.newBuilder();
    }
    TaskQuery query =
        new TaskQuery(
            Set.copyOf(request.getUidsList()),
            indexes,
            request.getKindsValueList().stream()
                .map(kind -> TaskKind.values()[kind])
                .collect(Collectors.toUnmodifiableSet()),
            request.getStatusesValueList().stream()
                .map(status -> TaskStatus.values()[status])
                .collect(Collectors.toUnmodifiableSet()),
            bounds(request.hasEnqueued(), request.getEnqueued()),
            bounds(request.hasStarted(), request.getStarted()),
            bounds(request.hasFinished(), request.getFinished()),
            !request.getIndexUidsList().isEmpty(),
            request.hasFrom() ? request.getFrom() : -1,
            request.getReverse(),
            Math.min(request.getLimit(), Limits.TASK_ROWS));
    TaskQuery.Found found = query.run(state.tasks());
    TasksReply.Builder reply = TasksReply.newBuilder().setTotal(found.total());
    found.rows().forEach(row -> reply.addTasks(named(names, row)));
    if (found.next() >= 0) {
      reply.setNext(found.next());
    }
    return reply;
  }

  private static TaskQuery.Bounds bounds(boolean given, Bounds bounds) {
    return given
        ? new TaskQuery.Bounds(bounds.getAfter(), bounds.getBefore())
        : TaskQuery.Bounds.ANY;
  }

  /**
   * What a writer needs to take over: every unfinished task of an index, and the newest others, so
   * that it understands a log that begins before them.
   */
  private static TasksReply.Builder unfinished(State state, Names names, long id) {
    TreeMap<Long, TaskRow> rows = new TreeMap<>();
    ofIndex(state, id, Set.of(), Limits.TAKE_OVER_ROWS).forEach(row -> rows.put(row.uid(), row));
    ofIndex(state, id, Set.of(TaskStatus.ENQUEUED, TaskStatus.PROCESSING), Integer.MAX_VALUE)
        .forEach(row -> rows.put(row.uid(), row));
    TasksReply.Builder reply = TasksReply.newBuilder();
    rows.values().forEach(row -> reply.addTasks(named(names, row)));
    Index index = state.indexes().get(id);
    if (index != null) {
      for (Member member : index.members().values()) {
        reply.putSettled(member.node(), CommandCodec.encode(member.settled()));
        reply.putNewest(member.node(), CommandCodec.encode(member.newest()));
      }
    }
    return reply;
  }

  private static List<TaskRow> ofIndex(State state, long id, Set<TaskStatus> statuses, int limit) {
    return new TaskQuery(
            Set.of(),
            Set.of(id),
            Set.of(),
            statuses,
            TaskQuery.Bounds.ANY,
            TaskQuery.Bounds.ANY,
            TaskQuery.Bounds.ANY,
            true,
            -1,
            false,
            limit)
        .run(state.tasks())
        .rows();
  }

  private static NamedTask named(Names names, TaskRow row) {
    NamedTask.Builder task = NamedTask.newBuilder().setTask(StateCodec.encode(row));
    String uid = row.index() < 0 ? null : names.of(row.index());
    if (uid != null) {
      task.setIndexUid(uid);
    }
    return task.build();
  }

  /** Answers about indexes. */
  public static IndexesReply read(State state, IndexesRequest request) {
    IndexesReply.Builder reply = IndexesReply.newBuilder().setEpoch(state.routingEpoch());
    List<Map.Entry<String, Long>> wanted =
        state.readNames().entrySet().stream()
            .filter(entry -> !request.hasUid() || entry.getKey().equals(request.getUid()))
            .toList();
    reply.setTotal(wanted.size());
    wanted.stream()
        .skip(request.getOffset())
        .limit(request.hasUid() ? 1 : request.getLimit())
        .forEach(entry -> reply.addIndexes(row(state, entry)));
    return reply.build();
  }

  private static IndexRow row(State state, Map.Entry<String, Long> name) {
    Index index = state.indexes().get(name.getValue());
    IndexRow.Builder row = IndexRow.newBuilder().setUid(name.getKey()).setId(name.getValue());
    if (index != null) {
      row.setCreatedAtNanos(index.createdAtNanos()).setUpdatedAtNanos(index.updatedAtNanos());
      if (index.primaryKey() != null) {
        row.setPrimaryKey(index.primaryKey());
      }
    }
    return row.build();
  }
}
