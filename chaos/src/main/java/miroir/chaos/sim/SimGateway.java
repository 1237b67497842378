package miroir.chaos.sim;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import miroir.cluster.Slot;
import miroir.codec.CommandCodec;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.coordinator.rpc.GatewayService;
import miroir.coordinator.rpc.TaskReads;
import miroir.gateway.Limits;
import miroir.gateway.lane.Clock;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeApi;
import miroir.gateway.lane.Proposer;
import miroir.gateway.map.CurrentView;
import miroir.gateway.write.UnfinishedTasks;
import miroir.gateway.writer.GivenUp;
import miroir.gateway.writer.TaskLog;
import miroir.gateway.writer.Writers;
import miroir.proto.session.TasksRequest;
import org.jspecify.annotations.Nullable;

/** One gateway: the real view and writers, behind simulated edges; lives again after each death. */
final class SimGateway {
  private static final long REPAIR_MILLIS = 1_000;
  private static final long REQUEST_MILLIS = 2_000;
  private static final long READ_MILLIS = 5_000;
  private static final long LEFT_MILLIS = 300;

  private final World world;
  private final Host host;
  private CurrentView view = new CurrentView();
  private SimSession session;
  private Writers writers;
  private long number;

  SimGateway(World world, Host host) {
    this.world = world;
    this.host = host;
    this.session = new SimSession(this, view, world, "");
    this.writers = fresh();
  }

  /** Begins a life: nothing of an earlier one is known. */
  void start() {
    host.rise();
    CurrentView mine = new CurrentView();
    view = mine;
    session = new SimSession(this, mine, world, host.name() + "-" + host.life());
    number = 0;
    writers = fresh();
    mine.onChange(() -> host.after(20_000, this::follow));
    session.start();
    watchSession();
  }

  private Writers fresh() {
    Clock clock = clock();
    return new Writers(
        host.name(),
        this::unfinished,
        world.copyBounds(),
        (index, epoch) ->
            new LaneTerms(index, epoch, REPAIR_MILLIS, this::ask, this::propose, clock));
  }

  String id() {
    return host.name();
  }

  Host host() {
    return host;
  }

  CurrentView view() {
    return view;
  }

  SimSession session() {
    return session;
  }

  Writers writers() {
    return writers;
  }

  int chance(int bound) {
    return world.chance().of(host.name()).nextInt(bound);
  }

  private void follow() {
    if (session.live()) {
      writers.follow(view.get());
    }
  }

  /** A gateway without a session sends no writes. */
  private void watchSession() {
    if (session.live()) {
      writers.follow(view.get());
    } else {
      writers.closeAll();
    }
    host.afterMillis(100, this::watchSession);
  }

  /** Stops in peace, as {@code GatewayProcess.close} does, and starts anew. */
  void leave() {
    int life = host.life();
    session.leave();
    writers.leave();
    host.afterMillis(
        Limits.LEAVE.toMillis(),
        () -> {
          if (host.life() == life) {
            crash(LEFT_MILLIS);
          }
        });
  }

  /** As {@code OperatorDesk} does it for an operator. */
  void giveUp(String uid, String document) {
    Long index = view.get().names().get(uid);
    if (index != null) {
      GivenUp said = writers.giveUpSlot(index, Slot.of(document), "a drill");
      world.chronicle().note(id(), world.chronicle().kept() ? "operator: " + said : "");
    }
  }

  /** Dies and comes back later. */
  void crash(long downMillis) {
    session.died();
    host.die();
    host.afterMillis(downMillis, this::start);
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return host.nanos();
      }

      @Override
      public long wallNanos() {
        return Chronicle.EPOCH_MILLIS * 1_000_000 + host.nanos();
      }

      @Override
      public void after(long delayMillis, Runnable task) {
        host.afterMillis(delayMillis, task);
      }
    };
  }

  /** Runs what an answer brings, unless the life that asked is over. */
  private Runnable inLife(int life, Runnable work) {
    return () -> {
      if (host.life() == life) {
        work.run();
      }
    };
  }

  /** As {@code ask.HttpNodeApi}: one answer, and silence is unknown after a while. */
  private void ask(NodeApi.Request request, Consumer<NodeApi.Answer> answer) {
    SimNode node = world.node(request.node());
    int life = host.life();
    boolean[] answered = new boolean[1];
    Consumer<NodeApi.Answer> once =
        said -> {
          if (!answered[0]) {
            answered[0] = true;
            node.touched();
            if (!request.method().equals("GET")) {
              world.chronicle().note(id(), new Heard(request, said));
              world.ambushes().reached(Moment.HEARD);
            }
            answer.accept(said);
          }
        };
    byte[] body = request.body().bytes();
    node.touched();
    if (!request.method().equals("GET")) {
      world.chronicle().note(id(), new Sent(request, body));
      world.ambushes().reached(Moment.SENT);
    }
    host.afterMillis(REQUEST_MILLIS, () -> once.accept(new NodeApi.Answer.Unknown("time-out")));
    if (!node.host().up()) {
      Runnable refused = () -> once.accept(new NodeApi.Answer.NotSent("connection refused"));
      host.after(300_000, refused);
      return;
    }
    world
        .wire()
        .send(
            host,
            node.host(),
            () -> {
              if (node.host().up()) {
                NodeApi.Answer.Answered said = node.handle(request.method(), request.path(), body);
                world.wire().send(node.host(), host, inLife(life, () -> once.accept(said)));
              }
            });
  }

  /** An answer, for the chronicle. */
  private record Heard(NodeApi.Request request, NodeApi.Answer answer) {
    @Override
    public String toString() {
      String what =
          answer instanceof NodeApi.Answer.Answered answered
              ? answered.status()
                  + " "
                  + new String(answered.body(), java.nio.charset.StandardCharsets.UTF_8)
              : answer.toString();
      return request.node() + " -> " + what;
    }
  }

  /** A request, for the chronicle. */
  private record Sent(NodeApi.Request request, byte[] body) {
    @Override
    public String toString() {
      String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
      return request.node() + " <- " + request.method() + " " + request.path() + " " + text.strip();
    }
  }

  void propose(Command command, Consumer<Proposer.Result> result) {
    if (!GatewayService.allows(CommandCodec.encode(command))) {
      throw new Violation("no gateway may propose " + command);
    }
    Trust trust = world.inspector().trust();
    trust.proposes(command);
    Consumer<Proposer.Result> heard =
        said -> {
          if (said instanceof Proposer.Result.Replied replied
              && replied.reply() instanceof Reply.Accepted) {
            trust.hears(command);
          }
          result.accept(said);
        };
    new Proposing(world, this, session.incarnation(), ++number, command, heard).run();
  }

  /** As a barrier read: answered by whoever leads, from the newest state; null after a while. */
  private void unfinished(long index, Consumer<TaskLog.@Nullable Unfinished> answer) {
    int life = host.life();
    boolean[] answered = new boolean[1];
    host.afterMillis(
        READ_MILLIS,
        () -> {
          if (!answered[0]) {
            answered[0] = true;
            answer.accept(null);
          }
        });
    TasksRequest request = TasksRequest.newBuilder().setUnfinishedOf(index).build();
    tryLeader(
        answered,
        at -> {
          TaskLog.Unfinished found =
              UnfinishedTasks.of(TaskReads.read(at.published().latest().state(), request));
          world
              .wire()
              .send(
                  at.host(),
                  host,
                  inLife(
                      life,
                      () -> {
                        if (!answered[0]) {
                          answered[0] = true;
                          answer.accept(found);
                        }
                      }));
        });
  }

  /** Asks the leader after a barrier, again and again until {@code answered}. */
  private void tryLeader(boolean[] answered, Consumer<Coordinator> read) {
    if (answered[0]) {
      return;
    }
    Coordinator leader = world.log().leader();
    if (leader != null && leader.leads()) {
      world
          .wire()
          .send(
              host,
              leader.host(),
              () ->
                  leader
                      .propose(new Command.Barrier())
                      .whenComplete(
                          (reply, failure) -> {
                            if (reply != null) {
                              read.accept(leader);
                            }
                          }));
    }
    host.afterMillis(400, () -> tryLeader(answered, read));
  }

  /**
   * Reads the committed state behind a barrier, then waits for a view as new as it, as {@code
   * CoordinatorClient.readTasks} does. Told the routing epoch.
   */
  void look(Consumer<miroir.machine.State> seen) {
    int life = host.life();
    boolean[] answered = new boolean[1];
    tryLeader(
        answered,
        at -> {
          miroir.machine.State state = at.published().latest().state();
          world
              .wire()
              .send(
                  at.host(),
                  host,
                  inLife(
                      life,
                      () -> {
                        if (!answered[0]) {
                          answered[0] = true;
                          awaitView(state.routingEpoch(), 250, epoch -> seen.accept(state));
                        }
                      }));
        });
    host.afterMillis(READ_MILLIS, () -> answered[0] = true);
  }

  private void awaitView(long epoch, int triesLeft, LongConsumer then) {
    if (view.get().epoch() >= epoch || triesLeft == 0) {
      then.accept(epoch);
    } else {
      host.afterMillis(20, () -> awaitView(epoch, triesLeft - 1, then));
    }
  }

  /** Encodes and decodes a command, as its way to the leader does. */
  static Command onTheWire(Command command) {
    return CommandCodec.decode(CommandCodec.encode(command));
  }
}
