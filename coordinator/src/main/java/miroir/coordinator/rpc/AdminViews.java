package miroir.coordinator.rpc;

import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import miroir.command.TaskStatus;
import miroir.coordinator.raft.RaftStatus;
import miroir.machine.State;
import miroir.machine.TaskQuery;
import miroir.proto.admin.ConfigEntry;
import miroir.proto.admin.ConfigReply;
import miroir.proto.admin.GroupRow;
import miroir.proto.admin.GroupsReply;
import miroir.proto.admin.IndexRow;
import miroir.proto.admin.IndexesReply;
import miroir.proto.admin.MemberRow;
import miroir.proto.admin.MembersReply;
import miroir.proto.admin.NodeRow;
import miroir.proto.admin.NodeTaskRow;
import miroir.proto.admin.NodesReply;
import miroir.proto.admin.TaskRow;
import miroir.proto.admin.TasksReply;
import miroir.proto.admin.TasksRequest;
import miroir.topology.ConfigKey;
import miroir.topology.Coordinator;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Node;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** What operators see of a state. Pure. */
final class AdminViews {
  private AdminViews() {}

  static MembersReply members(State state, Map<String, RaftStatus> peers) {
    MembersReply.Builder reply = MembersReply.newBuilder();
    peers.forEach(
        (id, status) -> {
          Coordinator coordinator = state.coordinators().get(id);
          reply.addMembers(
              MemberRow.newBuilder()
                  .setId(id)
                  .setRole(status.leads() ? "LEADER" : "FOLLOWER")
                  .setTerm(status.term())
                  .setCommitIndex(status.commitIndex())
                  .setAppliedIndex(status.appliedIndex())
                  .setReachable(status.alive())
                  .setGrpc(coordinator == null ? "" : coordinator.grpc())
                  .setHttp(coordinator == null ? "" : coordinator.http()));
        });
    return reply.build();
  }

  static NodesReply nodes(State state) {
    NodesReply.Builder reply = NodesReply.newBuilder();
    for (Node node : state.nodes().values()) {
      int[] counts = replicas(state, node.id());
      reply.addNodes(
          NodeRow.newBuilder()
              .setId(node.id())
              .setUrl(node.url())
              .setGroup(node.group())
              .setCapacity(node.capacity())
              .setStatus(node.status().name())
              .setDetail(node.detail())
              .setReplicas(counts[0])
              .setReplicasInSync(counts[1]));
    }
    return reply.build();
  }

  private static int[] replicas(State state, String node) {
    int[] counts = new int[2];
    for (Index index : state.indexes().values()) {
      for (List<List<Replica>> rows : index.placement().values()) {
        for (List<Replica> row : rows) {
          for (Replica replica : row) {
            if (replica.node().equals(node)) {
              counts[0]++;
              counts[1] += replica.state() == ReplicaState.IN_SYNC ? 1 : 0;
            }
          }
        }
      }
    }
    return counts;
  }

  static GroupsReply groups(State state) {
    TreeMap<String, GroupRow.Builder> groups = new TreeMap<>();
    for (Node node : state.nodes().values()) {
      groups
          .computeIfAbsent(node.group(), id -> GroupRow.newBuilder().setId(id))
          .addNodes(node.id());
    }
    GroupsReply.Builder reply = GroupsReply.newBuilder();
    groups.values().forEach(reply::addGroups);
    return reply.build();
  }

  static TasksReply tasks(State state, TasksRequest request) {
    Names names = new Names(state);
    Set<Long> indexes = request.getIndex().isEmpty() ? Set.of() : names.idsOf(request.getIndex());
    Set<TaskStatus> statuses =
        request.getStatus().isEmpty() ? Set.of() : Set.of(status(request.getStatus()));
    TasksReply.Builder reply = TasksReply.newBuilder();
    if (!request.getIndex().isEmpty() && indexes.isEmpty()) {
      return reply.build();
    }
    TaskQuery.Found found =
        new TaskQuery(
                Set.of(),
                indexes,
                Set.of(),
                statuses,
                TaskQuery.Bounds.ANY,
                TaskQuery.Bounds.ANY,
                TaskQuery.Bounds.ANY,
                false,
                request.hasFrom() ? request.getFrom() : -1,
                false,
                request.getLimit() == 0 ? 20 : request.getLimit())
            .run(state.tasks());
    found.rows().forEach(row -> reply.addTasks(row(names, row)));
    return reply.setTotal(found.total()).build();
  }

  private static TaskStatus status(String label) {
    for (TaskStatus status : TaskStatus.values()) {
      if (status.label().equals(label)) {
        return status;
      }
    }
    throw Status.INVALID_ARGUMENT
        .withDescription(
            "status: " + label + " (expected: enqueued, processing, succeeded, failed, canceled)")
        .asRuntimeException();
  }

  static TaskRow task(State state, long uid) {
    return state
        .tasks()
        .find(uid)
        .map(row -> row(new Names(state), row))
        .orElseThrow(() -> Status.NOT_FOUND.withDescription("no task " + uid).asRuntimeException());
  }

  private static TaskRow row(Names names, miroir.machine.TaskRow row) {
    TaskRow.Builder shown =
        TaskRow.newBuilder()
            .setUid(row.uid())
            .setIndex(text(row.index() < 0 ? null : names.of(row.index())))
            .setType(row.kind().label())
            .setStatus(row.status().label())
            .setEnqueuedAt(time(row.enqueuedAtNanos()))
            .setFinishedAt(time(row.finishedAtNanos()))
            .setError(text(row.error()))
            .setDetails(text(row.details()));
    row.nodeTasks()
        .forEach(
            task ->
                shown.addNodeTasks(
                    NodeTaskRow.newBuilder().setNode(task.node()).setUid(task.uid())));
    return shown.build();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String time(long nanos) {
    return nanos == 0
        ? ""
        : Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L).toString();
  }

  static IndexesReply indexes(State state) {
    IndexesReply.Builder reply = IndexesReply.newBuilder();
    state
        .names()
        .forEach(
            (uid, id) -> {
              Index index = state.indexes().get(id);
              Lease lease = state.leases().getOrDefault(id, Lease.NONE);
              if (index != null) {
                reply.addIndexes(
                    IndexRow.newBuilder()
                        .setUid(uid)
                        .setId(id)
                        .setPrimaryKey(text(index.primaryKey()))
                        .setShards(index.shards())
                        .setCopies(index.copies())
                        .setWriter(lease.holder())
                        .setLeaseEpoch(lease.epoch()));
              }
            });
    return reply.build();
  }

  static ConfigReply config(State state) {
    ConfigReply.Builder reply = ConfigReply.newBuilder();
    for (ConfigKey key : ConfigKey.values()) {
      reply.addEntries(
          ConfigEntry.newBuilder()
              .setKey(key.path())
              .setValue(state.config().getOrDefault(key.path(), key.standard()))
              .setStandard(key.standard())
              .setAllowed(key.allowed()));
    }
    return reply.build();
  }
}
