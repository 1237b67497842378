package miroir.coordinator.leader;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Work on several things at once, waited for by a step of a {@link LeaderLoop}. The simulation has
 * its own. Thread-safe.
 */
@FunctionalInterface
public interface Together {
  /**
   * Runs all. Returns when all have ended, however, or after {@code most}; what is late then goes
   * on by itself.
   */
  void run(List<Runnable> work, Duration most);

  /** Returns one that works on an executor's threads. */
  static Together on(Executor executor) {
    return (work, most) ->
        CompletableFuture.allOf(
                work.stream()
                    .map(one -> CompletableFuture.runAsync(one, executor))
                    .toArray(CompletableFuture[]::new))
            .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(late -> null)
            .join();
  }
}
