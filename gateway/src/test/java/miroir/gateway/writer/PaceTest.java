package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Promise: the progress of a copy tells documents, bytes, rate and ETA of the last seconds. */
class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final Pace pace = new Pace();

  @Test
  void countsEverythingAndRatesTheLastSeconds() {
    for (int second = 0; second <= 40; second++) {
      pace.add(second * SECOND, 10, 100, 1_000);
    }
    assertThat(pace.slots()).isEqualTo(410);
    assertThat(pace.documents()).isEqualTo(4_100);
    assertThat(pace.bytes()).isEqualTo(41_000);
    assertThat(pace.documentsPerSecond(40 * SECOND)).isBetween(99.0, 101.0);
    assertThat(pace.etaMillis(50, 40 * SECOND).orElseThrow()).isBetween(4_900L, 5_100L);
  }

  @Test
  void aPaceThatEndedPromisesNothing() {
    pace.add(0, 10, 100, 1_000);
    assertThat(pace.documentsPerSecond(SECOND)).isEqualTo(100);
    assertThat(pace.documentsPerSecond(60 * SECOND)).isZero();
    assertThat(pace.etaMillis(50, 60 * SECOND)).isEmpty();
    assertThat(pace.etaMillis(0, 60 * SECOND)).hasValue(0);
    assertThat(pace.documents()).isEqualTo(100);
  }
}
