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
   * Returns the first good answer of a try and of others, which begin when it takes long: at first
   * there may be nobody else to ask, and who is asked may fall silent, too.
   *
   * @param another makes another try, or null where there is nobody else to ask
   */
  <T> CompletableFuture<T> beside(
      CompletableFuture<T> first, Supplier<@Nullable CompletableFuture<T>> another) {
    savings.updateAndGet(saved -> Math.min(MOST, saved + 1));
    CompletableFuture<T> told = first.copy();
    watch(told, another, Limits.HEDGES);
    return told;
  }

  private <T> void watch(
      CompletableFuture<T> told, Supplier<@Nullable CompletableFuture<T>> another, int left) {
    CompletableFuture<Boolean> slow = new CompletableFuture<>();
    // Done before its time, it is taken out of the timer, and the answer is not held by it.
    told.whenComplete((answer, failure) -> slow.complete(false));
    slow.completeOnTimeout(true, Limits.SEARCH_SLOW.toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(
            late -> {
              if (late && pay()) {
                tell(told, another.get());
              }
              if (late && left > 1) {
                watch(told, another, left - 1);
              }
            });
  }

  private <T> void tell(CompletableFuture<T> told, @Nullable CompletableFuture<T> other) {
    if (other == null) {
      savings.addAndGet(PRICE);
    } else {
      made.increment();
      other.thenAccept(told::complete);
    }
  }

  /** Returns the number of second tries. */
  long made() {
    return made.sum();
  }

  private boolean pay() {
    return savings.getAndUpdate(saved -> saved >= PRICE ? saved - PRICE : saved) >= PRICE;
  }
}
