package miroir.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A node that is silent costs a search a moment, and busy ones get a tenth more work at most. */
class HedgesTest {
  private static final int SAVED = 100;

  private final Hedges hedges = new Hedges();

  @Test
  void whoIsSilentIsWaitedForNoLongerThanUntilSomebodyElseCanBeAsked() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<String> told =
        hedges.beside(
            new CompletableFuture<>(),
            () -> asked.incrementAndGet() == 1 ? null : CompletableFuture.completedFuture("other"));
    assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("other");
    assertThat(hedges.made()).isEqualTo(1);
  }

  @Test
  void whenAllAreSlowNoMoreIsAskedThanWasSaved() {
    for (int i = 0; i < 3 * SAVED; i++) {
      CompletableFuture<String> told =
          hedges.beside(new CompletableFuture<>(), CompletableFuture::new);
      assertThat(told).isNotDone();
    }
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> hedges.made() >= SAVED);
    Awaitility.await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .until(() -> hedges.made() <= SAVED);
  }
}
