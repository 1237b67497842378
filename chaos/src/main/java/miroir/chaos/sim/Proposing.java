package miroir.chaos.sim;

import java.util.function.Consumer;
import miroir.command.Command;
import miroir.command.OperationId;
import miroir.command.Reply;
import miroir.gateway.Limits;
import miroir.gateway.lane.Proposer.Result;
import org.jspecify.annotations.Nullable;

/**
 * One proposal of a gateway, repeated under one operation id at whoever leads, with the rules of
 * {@code session.CoordinatorClient}, which itself speaks gRPC.
 */
final class Proposing {
  private static final long ATTEMPT_MILLIS = 2_500;
  private static final long PAUSE_MILLIS = 60;

  private final World world;
  private final SimGateway gateway;
  private final OperationId id;
  private final Command command;
  private final Consumer<Result> result;
  private final int life;
  private final long deadlineNanos;
  private int attempt;
  private int target;
  private boolean maybeDone;
  private boolean over;

  Proposing(
      World world,
      SimGateway gateway,
      String incarnation,
      long number,
      Command command,
      Consumer<Result> result) {
    this.world = world;
    this.gateway = gateway;
    this.id = new OperationId(incarnation, number);
    this.command = SimGateway.onTheWire(command);
    this.result = result;
    this.life = gateway.host().life();
    this.deadlineNanos = gateway.host().nanos() + Limits.PROPOSAL.toNanos();
  }

  void run() {
    int mine = ++attempt;
    Coordinator leader = world.log().leader();
    Coordinator to =
        leader != null && target % 2 == 0
            ? leader
            : world.coordinators().get(target % world.coordinators().size());
    gateway.host().afterMillis(ATTEMPT_MILLIS, () -> failed(mine, true));
    int copies = world.chance().of("twice").nextInt(40) == 0 ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      world.wire().send(gateway.host(), to.host(), () -> arrived(mine, to));
    }
  }

  private void arrived(int mine, Coordinator at) {
    if (!at.leads()) {
      answer(at, () -> failed(mine, false));
      return;
    }
    at.propose(id, command)
        .whenComplete((reply, failure) -> answer(at, () -> answered(mine, reply)));
  }

  private void answer(Coordinator from, Runnable what) {
    world
        .wire()
        .send(
            from.host(),
            gateway.host(),
            () -> {
              if (gateway.host().life() == life) {
                what.run();
              }
            });
  }

  private void answered(int mine, @Nullable Reply reply) {
    if (reply == null) {
      failed(mine, true);
    } else if (!over) {
      over = true;
      result.accept(Result.of(reply));
    }
  }

  private void failed(int mine, boolean maybe) {
    if (over || mine != attempt) {
      return;
    }
    maybeDone |= maybe;
    target++;
    attempt++;
    if (gateway.host().nanos() > deadlineNanos) {
      over = true;
      result.accept(maybeDone ? new Result.Unknown("late") : new Result.NotDone("no leader"));
    } else {
      gateway.host().afterMillis(PAUSE_MILLIS, this::run);
    }
  }
}
