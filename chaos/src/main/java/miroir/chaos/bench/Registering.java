package miroir.chaos.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import miroir.chaos.workload.Durations;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Outcome;
import miroir.command.Registration;
import miroir.command.Reply;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.gateway.lane.Proposer;
import miroir.gateway.map.CurrentView;
import miroir.gateway.session.CoordinatorClient;
import miroir.proto.session.TasksRequest;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/** A gateway that has no clients and no nodes, only registrations. Not thread-safe. */
final class Registering implements AutoCloseable {
  private static final String ID = "gateway-bench";
  private static final String INDEX = "control";
  private static final String OPEN = "{\"receivedDocuments\":1,\"indexedDocuments\":null}";
  private static final String DONE = "{\"receivedDocuments\":1,\"indexedDocuments\":1}";
  private static final long PATIENCE_MILLIS = 60_000;

  private final CoordinatorClient coordinators;
  private final long index;
  private final long epoch;
  private CompletableFuture<?> finishing = CompletableFuture.completedFuture(null);
  private long seq;

  private Registering(CoordinatorClient coordinators, Lease lease) {
    this.coordinators = coordinators;
    this.index = lease.index();
    this.epoch = lease.epoch();
  }

  /** Takes the gateways' place in a cluster, and becomes the writer of one index. */
  static Registering with(BenchCluster cluster) throws Exception {
    cluster.processes().stop("gateway-1");
    cluster.processes().stop("gateway-2");
    CurrentView view = new CurrentView();
    CoordinatorClient coordinators =
        new CoordinatorClient(
            ID,
            "127.0.0.1:1",
            List.of(cluster.processes().layout().coordinators().split(",")),
            cluster.processes().secrets().clusterKey(),
            view);
    coordinators.start();
    view.await(now -> now.gateways().keySet().equals(java.util.Set.of(ID)), PATIENCE_MILLIS).get();
    cluster.createIndex(INDEX, 64, 2);
    Lease lease =
        Objects.requireNonNull(lease(view.await(now -> lease(now) != null, PATIENCE_MILLIS).get()));
    Registering made = new Registering(coordinators, lease);
    made.propose(new Command.ActivateLease(made.index, made.epoch)).get(1, TimeUnit.MINUTES);
    return made;
  }

  private record Lease(long index, long epoch) {}

  private static @Nullable Lease lease(RoutingView view) {
    Long id = view.names().get(INDEX);
    IndexRoute route = id == null ? null : view.indexes().get(id);
    return id == null || route == null || !route.writer().equals(ID)
        ? null
        : new Lease(id, route.leaseEpoch());
  }

  /** Returns how many writes were registered. */
  long registered() {
    return seq;
  }

  /** Returns how many tasks the coordinators know. */
  long kept() throws Exception {
    return coordinators
        .readTasks(TasksRequest.newBuilder().setLimit(1).build(), PATIENCE_MILLIS)
        .get()
        .getTotal();
  }

  long run(int batch, long most, long untilNanos) throws Exception {
    return run(batch, most, untilNanos, new Durations());
  }

  /**
   * Registers writes and finishes them.
   *
   * @param batch writes of one proposal
   * @param most stops when so many are registered
   * @param untilNanos stops at this reading of the monotonic clock
   * @param figures gets the time of each registration
   */
  long run(int batch, long most, long untilNanos, Durations figures) throws Exception {
    long done = 0;
    List<Long> open = new ArrayList<>();
    while (done < most && System.nanoTime() - untilNanos < 0) {
      List<Registration> writes = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        writes.add(write(seq++));
      }
      long start = System.nanoTime();
      Reply.Accepted reply =
          propose(new Command.RegisterTasks(index, epoch, writes, Sorted.empty()))
              .get(1, TimeUnit.MINUTES);
      figures.add(System.nanoTime() - start);
      done += batch;
      open.addAll(reply.numbers());
      if (finishing.isDone()) {
        finishing.get();
        finish(open);
        open = new ArrayList<>();
      }
    }
    finishing.get(1, TimeUnit.MINUTES);
    finish(open);
    finishing.get(1, TimeUnit.MINUTES);
    return done;
  }

  private static Registration write(long seq) {
    return new Registration(
        seq,
        TaskKind.DOCUMENT_ADDITION_OR_UPDATE,
        OPEN,
        null,
        List.of(new Registration.NodeTask("node-1", seq), new Registration.NodeTask("node-2", seq)),
        null,
        new TreeMap<>());
  }

  private void finish(List<Long> tasks) {
    long now = System.currentTimeMillis() * 1_000_000;
    List<Outcome> outcomes =
        tasks.stream()
            .map(uid -> new Outcome(uid, TaskStatus.SUCCEEDED, DONE, null, now, now))
            .toList();
    finishing =
        propose(new Command.FinishTasks(index, epoch, outcomes, new TreeMap<>(), new TreeMap<>()));
  }

  private CompletableFuture<Reply.Accepted> propose(Command command) {
    return coordinators
        .propose(command)
        .thenApply(
            result -> {
              if (result instanceof Proposer.Result.Replied replied
                  && replied.reply() instanceof Reply.Accepted accepted) {
                return accepted;
              }
              throw new IllegalStateException(command.getClass().getSimpleName() + ": " + result);
            });
  }

  @Override
  public void close() throws IOException {
    coordinators.close();
  }
}
