package miroir.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Promises of protocol.md, Sessions and leases: 4 s of silence, 1 s after a close, full life at
 * first.
 */
class SessionsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Sessions sessions = new Sessions(nanos::get);
  private final Object stream = new Object();

  private void pass(double seconds) {
    nanos.addAndGet((long) (seconds * 1e9));
  }

  @Test
  void aNewLeaderGivesEverySessionItsFullTimeToLiveAfterTheLastLeadersDoubt() {
    sessions.begin();
    pass(5.6);
    assertThat(sessions.isOver("g", "a")).isFalse();
    pass(0.2);
    assertThat(sessions.isOver("g", "a")).isTrue();
  }

  @Test
  void silenceEndsASessionAndHeartbeatsKeepIt() {
    sessions.opened("g", "a", stream);
    for (int i = 0; i < 10; i++) {
      pass(1);
      sessions.heard("g", "a", stream);
      assertThat(sessions.isOver("g", "a")).isFalse();
    }
    pass(4.1);
    assertThat(sessions.isOver("g", "a")).isTrue();
  }

  @Test
  void aClosedStreamMayComeBackWithinASecond() {
    sessions.opened("g", "a", stream);
    sessions.closed("g", "a", stream);
    pass(0.9);
    assertThat(sessions.isOver("g", "a")).isFalse();
    sessions.opened("g", "a", new Object());
    pass(2);
    assertThat(sessions.isOver("g", "a")).isFalse();
  }

  @Test
  void aStreamThatOpenedBeforeTheTermIsHeardAgain() {
    sessions.opened("g", "a", stream);
    sessions.begin();
    for (int i = 0; i < 6; i++) {
      sessions.heard("g", "a", stream);
      pass(1);
    }
    assertThat(sessions.takesLeases("g", "a")).isTrue();
    assertThat(sessions.isOver("g", "a")).isFalse();
  }

  @Test
  void theLateCloseOfAnOldStreamChangesNothing() {
    sessions.opened("g", "a", stream);
    Object newer = new Object();
    sessions.opened("g", "a", newer);
    sessions.closed("g", "a", stream);
    assertThat(sessions.takesLeases("g", "a")).isTrue();
  }

  @Test
  void anIdWhoseStreamAnswersIsTaken() {
    sessions.opened("g", "a", stream);
    assertThat(sessions.isTaken("g", "b")).isTrue();
    pass(4.1);
    assertThat(sessions.isTaken("g", "b")).isFalse();
    assertThat(sessions.isTaken("g", "a")).isFalse();
  }
}
