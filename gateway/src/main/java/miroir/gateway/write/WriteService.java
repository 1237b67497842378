package miroir.gateway.write;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeApi;
import miroir.gateway.lane.Proposer;
import miroir.gateway.lane.Witness;
import miroir.gateway.map.CurrentView;
import miroir.gateway.session.CoordinatorClient;
import miroir.gateway.session.IndexNames;
import miroir.gateway.writer.CopyBounds;
import miroir.gateway.writer.TaskLog;
import miroir.gateway.writer.WriteRequest;
import miroir.gateway.writer.WriteResult;
import miroir.gateway.writer.Writers;
import miroir.proto.session.TasksRequest;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * The request's side of a write: makes a missing index, finds out whether this gateway is the
 * writer, hands the write over. Thread-safe; never blocks.
 */
public final class WriteService {
  private final WriterLoop loop;
  private final CurrentView view;
  private final CoordinatorClient coordinators;
  private final IndexNames names;
  private final Writers writers;
  private final String gateway;

  /** Makes the service of a gateway. */
  public WriteService(
      String gateway,
      WriterLoop loop,
      CurrentView view,
      CoordinatorClient coordinators,
      NodeApi nodes,
      long repairMillis,
      Witness witness) {
    this.gateway = gateway;
    this.loop = loop;
    this.view = view;
    this.coordinators = coordinators;
    this.names = coordinators.names();
    Proposer proposer = onLoop(coordinators, loop);
    this.writers =
        new Writers(
            gateway,
            taskLog(coordinators, loop),
            CopyBounds.STANDARD,
            (index, epoch) ->
                new LaneTerms(index, epoch, repairMillis, nodes, proposer, loop, witness));
    OperatorDesk desk = new OperatorDesk(loop, writers);
    coordinators.session().serve(desk);
    loop.execute(desk::look);
    view.onChange(() -> loop.execute(this::follow));
    watchSession();
  }

  private void follow() {
    if (coordinators.session().live()) {
      writers.follow(view.get());
    }
  }

  /** A gateway without a session sends no writes. */
  private void watchSession() {
    if (!coordinators.session().live()) {
      writers.closeAll();
    } else {
      writers.follow(view.get());
    }
    loop.after(100, this::watchSession);
  }

  private static Proposer onLoop(CoordinatorClient coordinators, Executor loop) {
    return (command, result) ->
        coordinators.propose(command).thenAccept(told -> loop.execute(() -> result.accept(told)));
  }

  private static TaskLog taskLog(CoordinatorClient coordinators, Executor loop) {
    return (index, answer) ->
        coordinators
            .readTasks(TasksRequest.newBuilder().setUnfinishedOf(index).build(), 5_000)
            .handle((reply, failure) -> reply)
            .thenAccept(
                reply ->
                    loop.execute(
                        () -> answer.accept(reply == null ? null : UnfinishedTasks.of(reply))));
  }

  /** Where a write goes. */
  public sealed interface Route {
    /** This gateway is the writer. */
    record Here(long index) implements Route {}

    /**
     * Another gateway is.
     *
     * @param advertise where to forward to, host:port
     * @param index the index
     * @param leaseEpoch of that gateway's lease
     */
    record Elsewhere(String advertise, long index, long leaseEpoch) implements Route {}
  }

  /**
   * Finds the writer of an index, waiting for one if need be.
   *
   * @param uid the client's name
   * @param create whether a missing index is made
   */
  public CompletableFuture<Route> route(String uid, boolean create) {
    if (create && view.get().names().get(uid) == null) {
      return create(uid, null, false).thenCompose(made -> route(uid, false));
    }
    return names.writable(uid).thenCompose(now -> route(now, uid, create));
  }

  private CompletableFuture<Route> route(RoutingView now, String uid, boolean create) {
    Long id = now.names().get(uid);
    if (id == null) {
      return CompletableFuture.failedFuture(new Refusal(miroir.gateway.api.IndexUid.notFound(uid)));
    }
    IndexRoute route = now.indexes().get(id);
    if (route != null && route.writerActive() && now.gateways().containsKey(route.writer())) {
      return CompletableFuture.completedFuture(
          route.writer().equals(gateway)
              ? new Route.Here(id)
              : new Route.Elsewhere(
                  now.gateways().getOrDefault(route.writer(), ""), id, route.leaseEpoch()));
    }
    return view.await(
            next -> {
              Long there = next.names().get(uid);
              IndexRoute found = there == null ? null : next.indexes().get(there);
              return there == null
                  || (found != null
                      && found.writerActive()
                      && next.gateways().containsKey(found.writer()));
            },
            Limits.VIEW_WAIT.toMillis())
        .exceptionally(
            late -> {
              throw new Refusal(notReady());
            })
        .thenCompose(found -> route(uid, create));
  }

  /**
   * Returns what a write is told that nobody took and that cannot be taken now, or nothing while it
   * may be tried again: without a session no newer view comes, and no lease.
   */
  public Optional<ApiError> hopeless() {
    return coordinators.session().overMillis() > Limits.SESSION_WAIT.toMillis()
        ? Optional.of(
            ErrorCode.MIROIR_NO_QUORUM.with(
                "This gateway has lost the coordinators. Nothing was done; try again later."))
        : Optional.empty();
  }

  private static ApiError notReady() {
    return ErrorCode.MIROIR_NOT_READY.with(
        "No gateway writes to this index yet. Nothing was done; try again later.");
  }

  /** Makes an index; completes when this gateway's view has it. Numbers: index id, task uid. */
  public CompletableFuture<Reply> create(
      String uid, @Nullable String primaryKey, boolean withTask) {
    return propose(new Command.CreateIndex(uid, primaryKey, 0, 0, withTask))
        .thenCompose(
            reply -> {
              boolean exists =
                  reply instanceof Reply.Rejected rejected && rejected.reason() == Rejection.EXISTS;
              if (reply instanceof Reply.Rejected rejected && !exists) {
                throw new Refusal(refusal(rejected));
              }
              return view.await(next -> next.names().containsKey(uid), Limits.VIEW_WAIT.toMillis())
                  .handle((found, late) -> reply);
            });
  }

  /** Proposes a command and fails with a {@link Refusal} unless the log answered. */
  public CompletableFuture<Reply> propose(Command command) {
    return coordinators
        .propose(command)
        .thenApply(
            result -> {
              if (result instanceof Proposer.Result.Replied replied) {
                return replied.reply();
              }
              boolean unknown = result instanceof Proposer.Result.Unknown;
              throw new Refusal(
                  unknown
                      ? ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
                          "No coordinator confirmed it in time. It may be done: look before you"
                              + " send it again.")
                      : ErrorCode.MIROIR_NO_QUORUM.with(
                          "No majority of the coordinators answers. Nothing was done; try again"
                              + " later."));
            });
  }

  /** Returns what a client is told of a refusal by the log. */
  public static ApiError refusal(Reply.Rejected rejected) {
    return switch (rejected.reason()) {
      case NOT_READY ->
          ErrorCode.MIROIR_NOT_READY.with(
              "The cluster has no node that can take this: " + rejected.detail() + ".");
      case LIMIT -> ErrorCode.MIROIR_OVERLOADED.with("A limit is reached: " + rejected.detail());
      default -> ErrorCode.INTERNAL.with(rejected.reason() + ": " + rejected.detail());
    };
  }

  /** Returns the primary key of the index that writes under a name go to, or null. */
  public @Nullable String primaryKey(String uid) {
    RoutingView now = view.get();
    Long id = now.names().get(uid);
    return id == null ? null : primaryKey(now, id);
  }

  private static @Nullable String primaryKey(RoutingView now, long index) {
    IndexRoute route = now.indexes().get(index);
    return route == null ? null : route.primaryKey();
  }

  /** Hands a write to the writer here. */
  public CompletableFuture<WriteResult> submit(
      long index, WriteRequest request, @Nullable String metadata, long bytes) {
    String key = primaryKey(view.get(), index);
    if (key != null
        && request instanceof WriteRequest.AddDocuments add
        && add.splitsOtherwise(key)) {
      // Rare, and long for many documents: this may be the thread of the session.
      return CompletableFuture.supplyAsync(() -> add.splitBy(key))
          .thenCompose(split -> handOver(index, split, metadata, bytes));
    }
    return handOver(index, request, metadata, bytes);
  }

  private CompletableFuture<WriteResult> handOver(
      long index, WriteRequest request, @Nullable String metadata, long bytes) {
    CompletableFuture<WriteResult> result = new CompletableFuture<>();
    Consumer<WriteResult> client = result::complete;
    loop.execute(() -> writers.submit(index, request, metadata, bytes, client));
    return result;
  }

  /**
   * Hands the leases over: completes when no index is written here any more, or fails after {@link
   * Limits#LEAVE}. Writes that come meanwhile go to the new writers.
   */
  public CompletableFuture<RoutingView> leave() {
    coordinators.session().leave();
    loop.execute(writers::leave);
    return view.await(
        next -> next.indexes().values().stream().noneMatch(index -> index.writer().equals(gateway)),
        Limits.LEAVE.toMillis());
  }

  /** Ends the writers: the gateway stops. */
  public void close() {
    loop.execute(writers::closeAll);
  }
}
