package miroir.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import miroir.command.Command;
import miroir.command.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Makes reads true: a reader waits for a committed entry, so that the state it sees then is never
 * older than any answer given before (architecture.md, State in Raft; linearizable reads of Ratis
 * 3.3.0 can be stale). One barrier is in flight at a time; all that wait share the next.
 * Thread-safe.
 */
public final class Barrier {
  private final Proposer proposer;
  private final Executor later;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private boolean inFlight;

  /** Makes a barrier over a log. */
  public Barrier(Proposer proposer) {
    this.proposer = proposer;
    this.later =
        CompletableFuture.delayedExecutor(
            Limits.BARRIER_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Completes once everything committed before this call has been applied here. */
  public CompletableFuture<Void> pass() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(passed);
      if (inFlight) {
        return passed;
      }
      inFlight = true;
    }
    send();
    return passed;
  }

  private void send() {
    List<CompletableFuture<Void>> served;
    synchronized (this) {
      served = waiting;
      waiting = new ArrayList<>();
      if (served.isEmpty()) {
        inFlight = false;
        return;
      }
    }
    proposer
        .propose(new Command.Barrier())
        .whenComplete((reply, failure) -> settle(served, reply, failure));
  }

  private void settle(
      List<CompletableFuture<Void>> served, @Nullable Reply reply, @Nullable Throwable failure) {
    for (CompletableFuture<Void> reader : served) {
      if (reply != null) {
        reader.complete(null);
      } else {
        reader.completeExceptionally(
            failure == null ? new IllegalStateException("no reply") : failure);
      }
    }
    later.execute(this::send);
  }
}
