package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import miroir.gateway.lane.LaneState;
import org.junit.jupiter.api.Test;

/** Promise: operators are told what each write and each copy waits for, and that is true. */
class WriterWatchTest {
  private final FakeCluster cluster = new FakeCluster(2, 1, 2);
  private final IndexWriter writer = cluster.writer();

  private IndexReport report() {
    return writer.upkeep.watch().report(writer.isActive(), writer.unregistered());
  }

  @Test
  void aWriteThatANodeDoesNotWorkOffIsNamedWithTheNode() {
    cluster.pass(10);
    cluster.node("n2").held = true;
    cluster.add(writer, "a");
    cluster.pass(40_000);
    IndexReport report = report();
    assertThat(report.unfinished()).isEqualTo(1);
    assertThat(report.unregistered()).isZero();
    assertThat(report.oldestMillis()).isBetween(39_000L, 40_000L);
    assertThat(report.writes()).hasSize(1);
    IndexReport.WriteInFlight write = report.writes().get(0);
    assertThat(write.taskUid()).isNotNegative();
    assertThat(write.waitsFor()).containsExactly("n2");
    assertThat(write.why()).isEqualTo("n2 works off its task 0");
    IndexReport.LaneLook lane = report.lanes().get(1);
    assertThat(lane.node()).isEqualTo("n2");
    assertThat(lane.state()).isEqualTo(LaneState.OPEN);
    assertThat(lane.unfinished()).isEqualTo(1);
    assertThat(lane.oldestMillis()).isBetween(39_000L, 40_000L);
  }

  @Test
  void aWriteThatWaitsForALastCopyThatIsAwayIsNamedToo() {
    cluster.pass(10);
    cluster.node("n2").down = true;
    cluster.add(writer, "a");
    cluster.pass(3_000);
    cluster.node("n1").down = true;
    cluster.add(writer, "b");
    cluster.pass(5_000);
    IndexReport report = report();
    assertThat(report.unregistered()).isEqualTo(1);
    IndexReport.WriteInFlight write = report.writes().get(0);
    assertThat(write.taskUid()).isEqualTo(-1);
    assertThat(write.waitsFor()).containsExactly("n1");
    assertThat(write.why()).isEqualTo("the lane of n1 is out");
    assertThat(report.lanes()).allMatch(lane -> lane.state() == LaneState.OUT);
  }

  @Test
  void aMemberThatIsBehindSaysWhatItWaitsForAndHowFarItIs() {
    cluster.pass(10);
    for (int i = 0; i < 20; i++) {
      cluster.add(writer, "a" + i);
    }
    cluster.pass(100);
    cluster.node("n2").down = true;
    cluster.add(writer, "a0", "b");
    cluster.pass(3_000);
    IndexReport.CopyLook away = report().copies().get(0);
    assertThat(away.node()).isEqualTo("n2");
    assertThat(away.dirtySlots()).isEqualTo(2);
    assertThat(away.waitsFor()).isEqualTo("waits for the lane of n2");
    assertThat(away.etaMillis()).isEmpty();
    cluster.node("n2").down = false;
    cluster.node("n2").held = true;
    cluster.pass(3_000);
    IndexReport.CopyLook back = report().copies().get(0);
    assertThat(back.source()).isEqualTo("n1");
    assertThat(back.copyingSlots()).isEqualTo(2);
    assertThat(back.waitsFor()).isEqualTo("waits for n2 to work off its queue");
    cluster.node("n2").held = false;
    cluster.pass(20_000);
    assertThat(report().copies()).isEmpty();
    assertThat(report().isIdle()).isTrue();
  }
}
