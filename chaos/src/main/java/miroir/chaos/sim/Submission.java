package miroir.chaos.sim;

import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.gateway.lane.Proposer;
import miroir.gateway.writer.WriteResult;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * One client's write on its way to the index's writer, with the rules of {@code write.WriteService}
 * and {@code http.Writes}: a missing index is made, another writer is forwarded to, "not the
 * writer" means again.
 */
final class Submission {
  private static final long DEADLINE_NANOS = 10_000_000_000L;
  private static final long PAUSE_MILLIS = 50;

  private final World world;
  private final SimGateway gateway;
  private final ClientOp op;
  private final int life;
  private final long deadlineNanos;
  private boolean mayExist;

  Submission(World world, SimGateway gateway, ClientOp op) {
    this.world = world;
    this.gateway = gateway;
    this.op = op;
    this.life = gateway.host().life();
    this.deadlineNanos = gateway.host().nanos() + DEADLINE_NANOS;
  }

  void run() {
    if (op.answered) {
      return;
    }
    if (gateway.host().nanos() > deadlineNanos) {
      tell(ClientOp.Told.NOT_DONE, -1);
      return;
    }
    RoutingView now = gateway.view().get();
    Long index = now.names().get(op.uid());
    if (index == null) {
      missing(now);
      return;
    }
    IndexRoute route = now.indexes().get(index);
    if (route == null || !route.writerActive() || !now.gateways().containsKey(route.writer())) {
      again();
    } else if (route.writer().equals(gateway.id())) {
      submit(gateway, index, result -> told(result));
    } else {
      forward(world.gateway(route.writer()));
    }
  }

  private void again() {
    gateway.host().afterMillis(PAUSE_MILLIS, this::run);
  }

  private void missing(RoutingView now) {
    boolean creates =
        op.kind() == Step.Kind.REPLACE
            || op.kind() == Step.Kind.MERGE
            || op.kind() == Step.Kind.SETTINGS;
    if (!creates && now.epoch() > 0) {
      tell(ClientOp.Told.NOT_DONE, -1);
    } else if (mayExist || now.epoch() == 0) {
      again();
    } else {
      mayExist = true;
      world.create(
          gateway,
          new Command.CreateIndex(op.uid(), null, 0, 0, false),
          result -> {
            boolean refused =
                result instanceof Proposer.Result.Replied replied
                    && replied.reply() instanceof Reply.Rejected rejected
                    && rejected.reason() != Rejection.EXISTS;
            if (refused || !(result instanceof Proposer.Result.Replied)) {
              tell(ClientOp.Told.NOT_DONE, -1);
            } else {
              run();
            }
          });
    }
  }

  /** Told what became of it at the gateway that it was handed to. */
  private interface Answer {
    void told(WriteResult result);
  }

  private void submit(SimGateway at, long index, Answer answer) {
    IndexRoute route = at.view().get().indexes().get(index);
    @Nullable String key = route == null ? null : route.primaryKey();
    at.writers().submit(index, op.request(key), op.metadata(), 100, answer::told);
  }

  private void forward(SimGateway to) {
    boolean[] answered = new boolean[1];
    gateway
        .host()
        .after(
            deadlineNanos - gateway.host().nanos(),
            () -> {
              if (!answered[0]) {
                answered[0] = true;
                tell(ClientOp.Told.UNKNOWN, -1);
              }
            });
    if (!to.host().up()) {
      answered[0] = true;
      again();
      return;
    }
    world
        .wire()
        .send(
            gateway.host(),
            to.host(),
            () -> {
              if (to.host().up()) {
                arrived(to, result -> back(to, result, answered));
              }
            });
  }

  /** The writer resolves the name in its own view. */
  private void arrived(SimGateway at, Answer answer) {
    Long index = at.view().get().names().get(op.uid());
    if (index == null) {
      answer.told(new WriteResult.NotTheWriter());
    } else {
      submit(at, index, answer);
    }
  }

  private void back(SimGateway from, WriteResult result, boolean[] answered) {
    world
        .wire()
        .send(
            from.host(),
            gateway.host(),
            () -> {
              if (gateway.host().life() == life && !answered[0]) {
                answered[0] = true;
                told(result);
              }
            });
  }

  private void told(WriteResult result) {
    if (result instanceof WriteResult.NotTheWriter) {
      again();
    } else if (result instanceof WriteResult.Registered registered) {
      tell(ClientOp.Told.DONE, registered.taskUid());
    } else if (result instanceof WriteResult.Refused refused) {
      String code = refused.error().code();
      boolean maybe = code.equals("miroir_outcome_unknown");
      tell(maybe ? ClientOp.Told.UNKNOWN : ClientOp.Told.NOT_DONE, -1);
    }
  }

  private void tell(ClientOp.Told told, long taskUid) {
    if (!op.answered) {
      op.answered = true;
      op.told = told;
      op.taskUid = taskUid;
      world
          .chronicle()
          .note(gateway.id(), world.chronicle().kept() ? op + " told " + told + " " + taskUid : "");
    }
  }
}
