package miroir.coordinator.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.machine.State;
import miroir.topology.Session;
import org.jspecify.annotations.Nullable;

/**
 * Commits which routing epoch a gateway has acknowledged, the newest only, one command at a time.
 * One that is lost is said again at the next {@link #repeat}: statuses wait for it (protocol.md
 * W6). Runs on its stream's executor.
 */
public final class Acknowledging {
  private final Supplier<State> state;
  private final Function<Command, CompletableFuture<Reply>> proposer;
  private final Executor serial;
  private final String gateway;
  private final String incarnation;
  private long acknowledged;
  private boolean proposing;

  /**
   * Makes one for a session.
   *
   * @param serial where this runs
   */
  public Acknowledging(
      Supplier<State> state,
      Function<Command, CompletableFuture<Reply>> proposer,
      Executor serial,
      String gateway,
      String incarnation) {
    this.state = state;
    this.proposer = proposer;
    this.serial = serial;
    this.gateway = gateway;
    this.incarnation = incarnation;
  }

  /** The gateway uses no routing epoch below this one. */
  public void acknowledge(long epoch) {
    acknowledged = Math.max(acknowledged, epoch);
    repeat();
  }

  /** Proposes what is not committed yet, unless that is under way. */
  public void repeat() {
    Session session = state.get().sessions().get(gateway);
    if (proposing
        || session == null
        || !session.incarnation().equals(incarnation)
        || session.acknowledgedEpoch() >= acknowledged) {
      return;
    }
    proposing = true;
    proposer
        .apply(new Command.Acknowledge(gateway, incarnation, acknowledged))
        .whenCompleteAsync(this::answered, serial);
  }

  private void answered(@Nullable Reply reply, @Nullable Throwable failure) {
    proposing = false;
    if (reply instanceof Reply.Accepted) {
      repeat();
    }
  }
}
