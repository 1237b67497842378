package miroir.coordinator.rpc;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import miroir.coordinator.Limits;
import miroir.proto.session.GivenUp;

/** Operators who wait until a gateway has given a write up. Thread-safe. */
final class GiveUps {
  private final Map<Long, CompletableFuture<GivenUp>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** A question with its number, and what becomes of it; fails when nobody answers in time. */
  record Question(long number, CompletableFuture<GivenUp> answer) {}

  Question ask() {
    long number = numbers.incrementAndGet();
    CompletableFuture<GivenUp> answer =
        new CompletableFuture<GivenUp>()
            .orTimeout(Limits.GIVE_UP.toMillis(), TimeUnit.MILLISECONDS);
    waiting.put(number, answer);
    answer.whenComplete((given, late) -> waiting.remove(number));
    return new Question(number, answer);
  }

  void answered(GivenUp answer) {
    CompletableFuture<GivenUp> asked = waiting.get(answer.getNumber());
    if (asked != null) {
      asked.complete(answer);
    }
  }
}
