package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import miroir.gateway.Limits;
import org.junit.jupiter.api.Test;

/** Promise: copies go as fast as configured and as their nodes bear, and small ones at once. */
class CopyThrottleTest {
  private static final long USUAL = Duration.ofMillis(5).toNanos();

  private long now;
  private final CopyThrottle throttle = new CopyThrottle(() -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** The source is asked five times a second, and something is sent each time. */
  private void observe(int seconds, long latency, int documents) {
    for (int i = 0; i < 5 * seconds; i++) {
      pass(Duration.ofMillis(200));
      throttle.sent(documents);
      throttle.latency(latency);
    }
  }

  @Test
  void aSmallCopyIsNeverSlowedDown() {
    throttle.queue(Duration.ofMinutes(1).toNanos());
    throttle.sent(Limits.COPY_CALM_DOCUMENTS - 1);
    assertThat(throttle.waitsFor()).isEmpty();
  }

  @Test
  void theConfiguredRateHoldsOverTime() {
    throttle.configure(500);
    int sent = 0;
    for (int millis = 0; millis < 60_000; millis += 50) {
      if (throttle.waitsFor().isEmpty()) {
        throttle.sent(throttle.runDocuments(20_000));
        sent += throttle.runDocuments(20_000);
      }
      pass(Duration.ofMillis(50));
    }
    assertThat(sent).isBetween(29_000, 32_000);
  }

  @Test
  void aTargetThatDoesNotKeepUpGetsNothingUntilItDoes() {
    throttle.sent(2 * Limits.COPY_CALM_DOCUMENTS);
    throttle.queue(Limits.COPY_QUEUE_AGE.toNanos() + 1);
    pass(Duration.ofMinutes(1));
    assertThat(throttle.waitsFor()).contains("target");
    throttle.queue(0);
    assertThat(throttle.waitsFor()).isEmpty();
  }

  @Test
  void theRateFallsWhileTheSourceIsSlowerThanItWasAndGrowsAgain() {
    observe(10, USUAL, 1_000);
    double before = throttle.rate();
    observe(10, 4 * USUAL, 1_000);
    double slow = throttle.rate();
    assertThat(slow).isLessThan(before / 4);
    observe(60, USUAL, 100);
    assertThat(throttle.rate()).isGreaterThan(4 * slow);
  }

  @Test
  void aCopyIsNeverStoppedByItself() {
    observe(2, USUAL, 1_000);
    observe(120, 10 * USUAL, 1_000);
    assertThat(throttle.rate()).isGreaterThanOrEqualTo(Limits.COPY_SLOWEST);
  }

  @Test
  void noiseIsNoRise() {
    observe(5, 200_000, 1_000);
    observe(30, 1_500_000, 1_000);
    assertThat(throttle.rate()).isEqualTo(Limits.COPY_FASTEST);
  }
}
