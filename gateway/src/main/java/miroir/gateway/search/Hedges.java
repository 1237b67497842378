package miroir.gateway.search;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import miroir.gateway.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Second tries beside searches that are slow (Dean and Barroso 2013, hedged requests): a node that
 * is silent costs a moment, and one that is only busy gets at most a tenth more work. Thread-safe.
 */
final class Hedges {
  /** What a second try costs; every search brings 1. */
  private static final int PRICE = 10;

  private static final int MOST = 100 * PRICE;

  private final AtomicInteger savings = new AtomicInteger(MOST);
  private final LongAdder made = new LongAdder();

  /**
   * Returns the first good answer of a try and of another, which begins when the first takes long.
   *
   * @param second makes the other try, or null where there is nobody else to ask
   */
  <T> CompletableFuture<T> beside(
      CompletableFuture<T> first, Supplier<@Nullable CompletableFuture<T>> second) {
    savings.updateAndGet(saved -> Math.min(MOST, saved + 1));
    CompletableFuture<T> told = first.copy();
    CompletableFuture<Boolean> slow = new CompletableFuture<>();
    // Done before its time, it is taken out of the timer, and the answer is not held by it.
    told.whenComplete((answer, failure) -> slow.complete(false));
    slow.completeOnTimeout(true, Limits.SEARCH_SLOW.toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(
            late -> {
              CompletableFuture<T> other = late && pay() ? second.get() : null;
              if (other != null) {
                made.increment();
                other.thenAccept(told::complete);
              }
            });
    return told;
  }

  /** Returns the number of second tries. */
  long made() {
    return made.sum();
  }

  private boolean pay() {
    return savings.getAndUpdate(saved -> saved >= PRICE ? saved - PRICE : saved) >= PRICE;
  }
}
