package miroir.coordinator.rpc;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import miroir.coordinator.Limits;
import miroir.coordinator.published.Published;
import miroir.machine.State;

/**
 * Waits until no gateway uses an older routing epoch (protocol.md, Index map): who renames an index
 * is answered when nobody writes under the old name any more. A session that ends is not waited
 * for: it writes nothing. Thread-safe.
 */
final class Everywhere {
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
  private final Published published;

  private record Waiter(long epoch, CompletableFuture<Boolean> reached) {}

  /** Makes one that nobody waits for. */
  Everywhere(Published published) {
    this.published = published;
    published.onChange(this::look);
  }

  /** Completes once every session uses this epoch or a newer one; with false after a while. */
  CompletableFuture<Boolean> reached(long epoch) {
    Waiter waiter = new Waiter(epoch, new CompletableFuture<>());
    waiting.add(waiter);
    waiter.reached.completeOnTimeout(false, Limits.EVERYWHERE.toMillis(), TimeUnit.MILLISECONDS);
    waiter.reached.whenComplete((done, late) -> waiting.remove(waiter));
    look();
    return waiter.reached;
  }

  private void look() {
    if (!waiting.isEmpty()) {
      long oldest = oldest(published.latest().state());
      for (Waiter waiter : waiting) {
        if (waiter.epoch <= oldest) {
          waiter.reached.complete(true);
        }
      }
    }
  }

  private static long oldest(State state) {
    return state.sessions().values().stream()
        .filter(session -> session.live())
        .mapToLong(session -> session.acknowledgedEpoch())
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
