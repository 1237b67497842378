package miroir.coordinator.rpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import miroir.codec.CommandCodec;
import miroir.command.OperationId;
import miroir.coordinator.Barrier;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.coordinator.raft.RaftStatus;
import miroir.proto.log.Command.CommandCase;
import miroir.proto.session.FromGateway;
import miroir.proto.session.GatewaysGrpc;
import miroir.proto.session.GiveUp;
import miroir.proto.session.GivenUp;
import miroir.proto.session.IndexesReply;
import miroir.proto.session.IndexesRequest;
import miroir.proto.session.Proposal;
import miroir.proto.session.TasksReply;
import miroir.proto.session.TasksRequest;
import miroir.proto.session.ToGateway;
import miroir.topology.Lease;

/** The gateways' service: sessions, proposals, reads. Thread-safe. */
public final class GatewayService extends GatewaysGrpc.GatewaysImplBase {
  /** What a gateway may propose; the rest is for operators and the leader. */
  private static final Set<CommandCase> ALLOWED =
      Set.of(
          CommandCase.CREATE_INDEX,
          CommandCase.DELETE_INDEX,
          CommandCase.SWAP_INDEXES,
          CommandCase.RECORD_FAILURE,
          CommandCase.SET_PRIMARY_KEY,
          CommandCase.BEGIN_CUT,
          CommandCase.END_CUT,
          CommandCase.TAKE_OUT,
          CommandCase.REMEMBER_TASK,
          CommandCase.CLEAN_SLOTS,
          CommandCase.ADMIT_REPLICAS,
          CommandCase.FORGET_NAMES,
          CommandCase.RESTORE_SETTINGS,
          CommandCase.ADVANCE_MIGRATION,
          CommandCase.FORGET_REPLICAS,
          CommandCase.REGISTER_TASKS,
          CommandCase.FINISH_TASKS,
          CommandCase.ACTIVATE_LEASE,
          CommandCase.RELEASE_LEASE,
          CommandCase.END_SESSION);

  private final Set<SessionStream> streams = ConcurrentHashMap.newKeySet();
  private final Reports reports = new Reports(System::nanoTime);
  private final GiveUps giveUps = new GiveUps();
  private final Everywhere everywhere;
  private final Published published;
  private final Proposer proposer;
  private final Barrier barrier;
  private final Sessions sessions;
  private final Supplier<RaftStatus> raft;
  private final String nodeMasterKey;
  private final Runnable makeKeys;
  private final ExecutorService executor;

  /**
   * Makes the service.
   *
   * @param makeKeys makes the keys of new sessions on every node that answers; waits, bounded
   */
  public GatewayService(
      Published published,
      Proposer proposer,
      Barrier barrier,
      Sessions sessions,
      Supplier<RaftStatus> raft,
      String nodeMasterKey,
      Runnable makeKeys,
      ExecutorService executor) {
    this.published = published;
    this.proposer = proposer;
    this.barrier = barrier;
    this.sessions = sessions;
    this.raft = raft;
    this.nodeMasterKey = nodeMasterKey;
    this.makeKeys = makeKeys;
    this.executor = executor;
    this.everywhere = new Everywhere(published);
    published.onChange(() -> streams.forEach(SessionStream::changed));
  }

  @Override
  public StreamObserver<FromGateway> session(StreamObserver<ToGateway> out) {
    Executor serial = new SerialExecutor(executor);
    return new SessionStream(this, (ServerCallStreamObserver<ToGateway>) out, serial);
  }

  /** Returns whether a gateway may propose a command: of migrations only the writer's steps. */
  public static boolean allows(miroir.proto.log.Command command) {
    boolean known = ALLOWED.contains(command.getCommandCase());
    return command.hasAdvanceMigration()
        ? known && command.getAdvanceMigration().getLeaseEpoch() > 0
        : known;
  }

  @Override
  public void propose(Proposal proposal, StreamObserver<miroir.proto.log.Reply> out) {
    if (!allows(proposal.getCommand())) {
      out.onError(
          Status.PERMISSION_DENIED
              .withDescription("not for gateways: " + proposal.getCommand().getCommandCase())
              .asRuntimeException());
      return;
    }
    if (!leads()) {
      out.onError(Refusals.notLeader(leader(), published));
      return;
    }
    OperationId id = new OperationId(proposal.getIncarnation(), proposal.getNumber());
    proposer
        .propose(id, CommandCodec.decode(proposal.getCommand()))
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                // An entry that was appended may yet commit under the next leader.
                out.onError(Refusals.maybeDone(failure, published));
              } else {
                out.onNext(CommandCodec.encode(reply));
                out.onCompleted();
              }
            });
  }

  @Override
  public void readTasks(TasksRequest request, StreamObserver<TasksReply> out) {
    answer(out, read(() -> TaskReads.read(published.latest().state(), request)));
  }

  @Override
  public void readIndexes(IndexesRequest request, StreamObserver<IndexesReply> out) {
    answer(
        out,
        read(() -> TaskReads.read(published.latest().state(), request))
            .thenCompose(
                found ->
                    request.getEverywhere()
                        ? everywhere
                            .reached(found.getEpoch())
                            .thenApply(all -> found.toBuilder().setEverywhere(all).build())
                        : CompletableFuture.completedFuture(found)));
  }

  private <T> CompletableFuture<T> read(Supplier<T> what) {
    return barrier.pass().thenApplyAsync(passed -> what.get(), executor);
  }

  private <T> void answer(StreamObserver<T> out, CompletableFuture<T> found) {
    found.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            out.onError(Refusals.of(failure, published));
          } else {
            out.onNext(answer);
            out.onCompleted();
          }
        });
  }

  /** Ends every stream: this coordinator no longer leads, or stops. */
  public void endStreams(String why) {
    streams.forEach(stream -> stream.end(Status.UNAVAILABLE.withDescription(why)));
    reports.forgetAll();
  }

  /** Asks the holder of an index's lease to give a write up; the question gets its number. */
  CompletableFuture<GivenUp> giveUp(Lease holder, GiveUp.Builder question) {
    for (SessionStream stream : streams) {
      if (stream.isOf(holder.holder(), holder.incarnation())) {
        GiveUps.Question asked = giveUps.ask();
        stream.ask(question.setNumber(asked.number()).build());
        return asked.answer();
      }
    }
    return CompletableFuture.failedFuture(
        Status.ABORTED
            .withDescription("no session with the index's writer; try again")
            .asRuntimeException());
  }

  Reports reports() {
    return reports;
  }

  GiveUps giveUps() {
    return giveUps;
  }

  CompletableFuture<Void> keysOnNodes() {
    return CompletableFuture.runAsync(makeKeys, executor);
  }

  boolean leads() {
    return raft.get().leads();
  }

  String leader() {
    return raft.get().leader();
  }

  Published published() {
    return published;
  }

  Proposer proposer() {
    return proposer;
  }

  Sessions sessions() {
    return sessions;
  }

  String nodeMasterKey() {
    return nodeMasterKey;
  }

  void joined(SessionStream stream) {
    streams.add(stream);
  }

  void left(SessionStream stream) {
    streams.remove(stream);
  }
}
