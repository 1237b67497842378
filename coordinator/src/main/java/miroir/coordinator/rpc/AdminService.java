package miroir.coordinator.rpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.TopologyCommand;
import miroir.coordinator.Barrier;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.coordinator.raft.RaftStatus;
import miroir.machine.State;
import miroir.proto.admin.AddNodeRequest;
import miroir.proto.admin.AdminGrpc;
import miroir.proto.admin.ConfigEntry;
import miroir.proto.admin.ConfigReply;
import miroir.proto.admin.CreateIndexRequest;
import miroir.proto.admin.Empty;
import miroir.proto.admin.FailWriteReply;
import miroir.proto.admin.FailWriteRequest;
import miroir.proto.admin.GroupsReply;
import miroir.proto.admin.HealthReply;
import miroir.proto.admin.IndexesReply;
import miroir.proto.admin.MembersReply;
import miroir.proto.admin.MigrationRequest;
import miroir.proto.admin.MigrationsReply;
import miroir.proto.admin.NodeRequest;
import miroir.proto.admin.NodesHealthReply;
import miroir.proto.admin.NodesReply;
import miroir.proto.admin.PlanReply;
import miroir.proto.admin.PlanRequest;
import miroir.proto.admin.RecoverRequest;
import miroir.proto.admin.ShardsReply;
import miroir.proto.admin.ShardsRequest;
import miroir.proto.admin.TaskRequest;
import miroir.proto.admin.TaskRow;
import miroir.proto.admin.TasksReply;
import miroir.proto.admin.TasksRequest;
import miroir.proto.admin.WritesReply;
import miroir.proto.admin.WritesRequest;
import miroir.topology.Coordinator;
import miroir.topology.Index;

/**
 * The operators' service. Reads are answered by the leader behind a barrier, so that an operator
 * never sees less than an earlier answer told. Thread-safe.
 */
public final class AdminService extends AdminGrpc.AdminImplBase {
  private final Published published;
  private final Proposer proposer;
  private final Barrier barrier;
  private final Supplier<RaftStatus> raft;
  private final Function<Coordinator, CompletableFuture<RaftStatus>> members;
  private final Watch watch;
  private final Executor executor;
  private final TopologyOperations operations;

  /**
   * What the leader's process knows beside the state.
   *
   * @param gateways the gateways' service, with what they told
   * @param bugs commands that raised exceptions since this process started
   * @param statusSince when a node's status began, milliseconds since 1970
   * @param lookMillis how long the last look at a node took
   */
  public record Watch(
      GatewayService gateways,
      Supplier<List<String>> bugs,
      Function<String, OptionalLong> statusSince,
      Function<String, OptionalLong> lookMillis) {}

  /**
   * Makes the service.
   *
   * @param members asks a coordinator how it is
   * @param watch what this process knows beside the state
   */
  public AdminService(
      Published published,
      Proposer proposer,
      Barrier barrier,
      Supplier<RaftStatus> raft,
      Function<Coordinator, CompletableFuture<RaftStatus>> members,
      Watch watch,
      Executor executor) {
    this.published = published;
    this.proposer = proposer;
    this.barrier = barrier;
    this.raft = raft;
    this.members = members;
    this.watch = watch;
    this.executor = executor;
    this.operations = new TopologyOperations(published, proposer, barrier, executor);
  }

  @Override
  public void clusterHealth(Empty request, StreamObserver<HealthReply> out) {
    answer(
        barrier
            .pass()
            .thenComposeAsync(passed -> statuses(), executor)
            .thenApply(
                statuses ->
                    Health.of(
                        published.latest().state(),
                        statuses,
                        watch.bugs().get(),
                        watch.gateways().reports())),
        out);
  }

  @Override
  public void clusterMembers(Empty request, StreamObserver<MembersReply> out) {
    answer(
        statuses().thenApply(statuses -> AdminViews.members(published.latest().state(), statuses)),
        out);
  }

  /** Asks every announced coordinator, this one directly. */
  private CompletableFuture<Map<String, RaftStatus>> statuses() {
    State state = published.latest().state();
    RaftStatus own = raft.get();
    Map<String, CompletableFuture<RaftStatus>> asked = new TreeMap<>();
    for (Coordinator coordinator : state.coordinators().values()) {
      asked.put(
          coordinator.id(),
          coordinator.id().equals(own.id())
              ? CompletableFuture.completedFuture(own)
              : members.apply(coordinator));
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              Map<String, RaftStatus> statuses = new TreeMap<>();
              asked.forEach((id, status) -> statuses.put(id, status.join()));
              return statuses;
            });
  }

  @Override
  public void nodesList(Empty request, StreamObserver<NodesReply> out) {
    read(AdminViews::nodes, out);
  }

  @Override
  public void nodesAdd(AddNodeRequest request, StreamObserver<Empty> out) {
    String url = request.getUrl().replaceAll("/+$", "");
    if (!isUrl(url)) {
      out.onError(
          Status.INVALID_ARGUMENT
              .withDescription("url: \"" + url + "\" (expected: http://HOST:PORT)")
              .asRuntimeException());
      return;
    }
    propose(
        new Command.AddNode(
            request.getId(),
            url,
            request.getGroup().isEmpty() ? "default" : request.getGroup(),
            Math.max(1, request.getCapacity())),
        out);
  }

  private static boolean isUrl(String text) {
    try {
      URI url = new URI(text);
      return url.getHost() != null && List.of("http", "https").contains(url.getScheme());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Says that a node is to hold nothing, and moves away what it holds. */
  @Override
  public void nodesDrain(NodeRequest request, StreamObserver<PlanReply> out) {
    answer(operations.drain(request.getId(), request.getDryRun()), out);
  }

  @Override
  public void nodesRemove(NodeRequest request, StreamObserver<Empty> out) {
    propose(new TopologyCommand.RemoveNode(request.getId()), out);
  }

  @Override
  public void nodesSet(AddNodeRequest request, StreamObserver<Empty> out) {
    propose(new TopologyCommand.SetNode(request.getId(), request.getCapacity(), false), out);
  }

  @Override
  public void rebalance(PlanRequest request, StreamObserver<PlanReply> out) {
    answer(operations.rebalance(request.getIndex(), request.getDryRun()), out);
  }

  @Override
  public void migrationsList(Empty request, StreamObserver<MigrationsReply> out) {
    read(MigrationRows::of, out);
  }

  @Override
  public void migrationsPause(MigrationRequest request, StreamObserver<Empty> out) {
    propose(new TopologyCommand.PauseMigration(request.getId(), true), out);
  }

  @Override
  public void migrationsResume(MigrationRequest request, StreamObserver<Empty> out) {
    propose(new TopologyCommand.PauseMigration(request.getId(), false), out);
  }

  @Override
  public void migrationsAbort(MigrationRequest request, StreamObserver<Empty> out) {
    answer(operations.abort(request.getId()).thenCompose(this::proposed), out);
  }

  @Override
  public void groupsList(Empty request, StreamObserver<GroupsReply> out) {
    read(AdminViews::groups, out);
  }

  @Override
  public void shardsList(ShardsRequest request, StreamObserver<ShardsReply> out) {
    read(state -> ShardRows.of(state, watch.gateways().reports(), request.getIndex()), out);
  }

  @Override
  public void nodesHealth(Empty request, StreamObserver<NodesHealthReply> out) {
    read(
        state ->
            NodeHealthRows.of(
                state, watch.gateways().reports(), watch.statusSince(), watch.lookMillis()),
        out);
  }

  @Override
  public void writesList(WritesRequest request, StreamObserver<WritesReply> out) {
    read(state -> WriteRows.of(state, watch.gateways().reports(), request), out);
  }

  /** The index's writer gives a write up; the task's error, or the answer, tells the reason. */
  @Override
  public void writesFail(FailWriteRequest request, StreamObserver<FailWriteReply> out) {
    answer(
        barrier
            .pass()
            .thenComposeAsync(
                passed -> WriteFailing.ask(published.latest().state(), watch.gateways(), request),
                executor),
        out);
  }

  /** Accepts the loss of shards; audited by the log, which has the command. */
  @Override
  public void shardsRecover(RecoverRequest request, StreamObserver<Empty> out) {
    answer(
        barrier
            .pass()
            .thenApplyAsync(passed -> recovery(published.latest().state(), request), executor)
            .thenCompose(this::proposed),
        out);
  }

  private static Command recovery(State state, RecoverRequest request) {
    Long id = state.names().get(request.getIndex());
    Index index = id == null ? null : state.indexes().get(id);
    if (id == null || index == null) {
      throw Refusals.of(new Reply.Rejected(Rejection.NOT_FOUND, "no index " + request.getIndex()));
    }
    SlotSet slots = SlotSet.NONE;
    for (int shard : request.getShardsList()) {
      if (shard < 0 || shard >= index.shards()) {
        throw Refusals.of(
            new Reply.Rejected(
                Rejection.INVALID,
                "shard " + shard + ": the index has shards 0 to " + (index.shards() - 1)));
      }
      slots = slots.or(SlotSet.ofShard(shard, index.shards()));
    }
    String from = request.getFrom().equals("empty") ? "" : request.getFrom();
    return new Command.RecoverShards(id, slots, from);
  }

  @Override
  public void tasksList(TasksRequest request, StreamObserver<TasksReply> out) {
    read(state -> AdminViews.tasks(state, request), out);
  }

  @Override
  public void tasksShow(TaskRequest request, StreamObserver<TaskRow> out) {
    read(state -> AdminViews.task(state, request.getUid()), out);
  }

  @Override
  public void indexesList(Empty request, StreamObserver<IndexesReply> out) {
    read(AdminViews::indexes, out);
  }

  @Override
  public void indexesCreate(CreateIndexRequest request, StreamObserver<Empty> out) {
    propose(
        new Command.CreateIndex(
            request.getUid(), null, request.getShards(), request.getCopies(), true),
        out);
  }

  @Override
  public void configShow(Empty request, StreamObserver<ConfigReply> out) {
    read(AdminViews::config, out);
  }

  @Override
  public void configSet(ConfigEntry request, StreamObserver<Empty> out) {
    propose(new Command.SetConfig(request.getKey(), request.getValue()), out);
  }

  private <T> void read(Function<State, T> view, StreamObserver<T> out) {
    answer(
        barrier.pass().thenApplyAsync(passed -> view.apply(published.latest().state()), executor),
        out);
  }

  private void propose(Command command, StreamObserver<Empty> out) {
    answer(proposed(command), out);
  }

  private CompletableFuture<Empty> proposed(Command command) {
    return proposer
        .propose(command)
        .thenApply(
            reply -> {
              if (reply instanceof Reply.Rejected rejected) {
                throw Refusals.of(rejected);
              }
              return Empty.getDefaultInstance();
            });
  }

  private <T> void answer(CompletableFuture<T> future, StreamObserver<T> out) {
    future.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            out.onError(Refusals.of(failure, published));
          } else {
            out.onNext(value);
            out.onCompleted();
          }
        });
  }
}
