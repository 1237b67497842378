package miroir.gateway.session;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import miroir.codec.CommandCodec;
import miroir.command.Command;
import miroir.gateway.Limits;
import miroir.gateway.lane.Proposer.Result;
import miroir.gateway.map.CurrentView;
import miroir.proto.session.GatewaysGrpc.GatewaysStub;
import miroir.proto.session.IndexesReply;
import miroir.proto.session.IndexesRequest;
import miroir.proto.session.Proposal;
import miroir.proto.session.TasksReply;
import miroir.proto.session.TasksRequest;
import miroir.routing.RoutingView;
import org.jspecify.annotations.Nullable;

/** Everything that a gateway asks of the coordinators. Thread-safe; never blocks. */
public final class CoordinatorClient implements AutoCloseable {
  private static final long ATTEMPT_MILLIS = 2_500;
  private static final long PAUSE_MILLIS = 60;

  /** Streams end after the client is closed, too: what they say then interests nobody. */
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "session");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  private final AtomicLong numbers = new AtomicLong();
  private final Coordinators coordinators;
  private final CoordinatorSession session;
  private final CurrentView view;
  private final IndexNames names;
  private final String id;

  /**
   * Makes a client; {@link #start()} opens the session.
   *
   * @param id this gateway's id
   * @param advertise host:port where other gateways reach this one
   * @param addresses the coordinators' gRPC addresses
   * @param clusterKey the secret of the cluster
   */
  public CoordinatorClient(
      String id, String advertise, List<String> addresses, String clusterKey, CurrentView view) {
    this.id = id;
    this.view = view;
    this.names = new IndexNames(view, this::freshView);
    this.coordinators = new Coordinators(addresses, clusterKey);
    this.session = new CoordinatorSession(id, advertise, coordinators, view, loop);
  }

  /** Opens the session. */
  public void start() {
    session.start();
  }

  /** Returns the session. */
  public CoordinatorSession session() {
    return session;
  }

  /** Returns how indexes are found by name. */
  public IndexNames names() {
    return names;
  }

  /** Proposes a command until it is answered or {@link Limits#PROPOSAL} has passed. */
  public CompletableFuture<Result> propose(Command command) {
    Proposal proposal =
        Proposal.newBuilder()
            .setGateway(id)
            .setIncarnation(session.incarnation())
            .setNumber(numbers.incrementAndGet())
            .setCommand(CommandCodec.encode(command))
            .build();
    CompletableFuture<Result> result = new CompletableFuture<>();
    new Attempt<miroir.proto.log.Reply>(
            Limits.PROPOSAL.toMillis(),
            (stub, out) -> stub.propose(proposal, out),
            (reply, tried) -> result.complete(decided(reply, tried)))
        .run();
    return result;
  }

  private static Result decided(miroir.proto.log.@Nullable Reply reply, Tried tried) {
    if (reply != null) {
      return Result.of(CommandCodec.decode(reply));
    }
    return tried.maybeDone ? new Result.Unknown(tried.why) : new Result.NotDone(tried.why);
  }

  /**
   * Reads tasks behind a barrier; fails when no leader answers in time. Completes when the view is
   * as new as what was read: who has seen that a task succeeded sees its settings, too.
   */
  public CompletableFuture<TasksReply> readTasks(TasksRequest request, long millis) {
    return this.<TasksReply>read(millis, (stub, out) -> stub.readTasks(request, out))
        .thenCompose(reply -> seen(reply, reply.getEpoch()));
  }

  /** Reads indexes as {@link #readTasks} reads tasks. */
  public CompletableFuture<IndexesReply> readIndexes(IndexesRequest request, long millis) {
    return this.<IndexesReply>read(millis, (stub, out) -> stub.readIndexes(request, out))
        .thenCompose(reply -> seen(reply, reply.getEpoch()));
  }

  /**
   * Completes with a view at least as new as everything committed before this call; fails when no
   * leader answers, or the view stays behind.
   */
  public CompletableFuture<RoutingView> freshView() {
    IndexesRequest nothing = IndexesRequest.newBuilder().setLimit(0).build();
    return readIndexes(nothing, Limits.FRESH_VIEW.toMillis())
        .thenApply(
            reply -> {
              RoutingView now = view.get();
              if (now.epoch() < reply.getEpoch()) {
                throw new NoLeader("no session brings the newest view");
              }
              return now;
            });
  }

  /**
   * Completes when every gateway with a session, this one included, routes by all that was
   * committed before this call; or when that has taken too long. What was committed stays so.
   */
  public CompletableFuture<Void> everywhere() {
    return everywhere(System.nanoTime() + Limits.EVERYWHERE.toNanos());
  }

  private CompletableFuture<Void> everywhere(long deadlineNanos) {
    IndexesRequest nothing = IndexesRequest.newBuilder().setLimit(0).setEverywhere(true).build();
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (left <= 0) {
      return CompletableFuture.completedFuture(null);
    }
    return readIndexes(nothing, left)
        .handle((reply, failure) -> reply != null && !reply.getEverywhere())
        .thenCompose(
            again ->
                again
                    ? CompletableFuture.supplyAsync(() -> deadlineNanos, rested())
                        .thenCompose(this::everywhere)
                    : CompletableFuture.completedFuture(null));
  }

  private static Executor rested() {
    return CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Without a session no newer view comes: then the answer is given after a while all the same. */
  private <T> CompletableFuture<T> seen(T reply, long epoch) {
    return view.get().epoch() >= epoch
        ? CompletableFuture.completedFuture(reply)
        : view.await(next -> next.epoch() >= epoch, Limits.VIEW_LAG.toMillis())
            .handle((found, late) -> reply);
  }

  private <T> CompletableFuture<T> read(
      long millis, BiConsumer<GatewaysStub, StreamObserver<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    new Attempt<T>(
            millis,
            call,
            (value, tried) -> {
              if (value != null) {
                answer.complete(value);
              } else {
                answer.completeExceptionally(new NoLeader(tried.why));
              }
            })
        .run();
    return answer;
  }

  /** No coordinator answered as leader in time. */
  public static final class NoLeader extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoLeader(String why) {
      super(why);
    }
  }

  /** What is known when a call is given up. */
  private record Tried(boolean maybeDone, String why) {}

  /**
   * One call, repeated at whoever leads. Safe, because proposals are numbered and reads are reads.
   */
  private final class Attempt<T> {
    private final long deadlineNanos;
    private final BiConsumer<GatewaysStub, StreamObserver<T>> call;
    private final BiConsumer<@Nullable T, Tried> done;
    private boolean maybeDone;
    private boolean hurried;

    Attempt(
        long millis,
        BiConsumer<GatewaysStub, StreamObserver<T>> call,
        BiConsumer<@Nullable T, Tried> done) {
      this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      this.call = call;
      this.done = done;
    }

    void run() {
      Coordinators.Asked asked = coordinators.leader();
      GatewaysStub stub =
          coordinators
              .stub(asked.address())
              .withDeadlineAfter(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS);
      call.accept(
          stub,
          new StreamObserver<>() {
            @Override
            public void onNext(T value) {
              coordinators.answered(asked.address());
              done.accept(value, new Tried(false, ""));
            }

            @Override
            public void onError(Throwable failure) {
              failed(asked, failure);
            }

            @Override
            public void onCompleted() {}
          });
    }

    private void failed(Coordinators.Asked asked, Throwable failure) {
      Status status = Status.fromThrowable(failure);
      boolean atOnce = coordinators.failed(asked, failure);
      boolean refused =
          status.getCode() == Status.Code.FAILED_PRECONDITION
              || status.getCode() == Status.Code.RESOURCE_EXHAUSTED
              || status.getCode() == Status.Code.UNAUTHENTICATED
              || status.getCode() == Status.Code.PERMISSION_DENIED;
      maybeDone |= !refused;
      boolean hopeless =
          status.getCode() == Status.Code.UNAUTHENTICATED
              || status.getCode() == Status.Code.PERMISSION_DENIED;
      if (hopeless || deadlineNanos - System.nanoTime() <= 0) {
        done.accept(null, new Tried(maybeDone, String.valueOf(status.getDescription())));
      } else {
        // Once: else a call that alone is refused would be repeated without a rest.
        boolean hurries = atOnce && !hurried;
        hurried |= hurries;
        long rest = hurries ? CoordinatorSession.AT_ONCE_MILLIS : PAUSE_MILLIS;
        loop.schedule(this::run, rest, TimeUnit.MILLISECONDS);
      }
    }
  }

  @Override
  public void close() {
    session.close();
    loop.schedule(coordinators::close, 200, TimeUnit.MILLISECONDS);
    loop.shutdown();
  }
}
