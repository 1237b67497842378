package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.Entry;
import miroir.gateway.lane.Known;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneOwner;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.gateway.lane.Tag;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Promises of a lane by itself: whose answer counts, what it bounds, when it may be passed on. */
class LaneRulesTest {
  private static final byte[] ONE_ID = "[\"a\"]".getBytes(StandardCharsets.UTF_8);

  private final FakeCluster cluster = new FakeCluster(1, 1, 1);
  private final FakeNode node = cluster.node("n1");
  private final Map<Long, Long> taskBySeq = new TreeMap<>();
  private final List<Long> missed = new ArrayList<>();
  private final Lane lane =
      Lane.open(
          new LaneTerms(cluster.index, 1, 1_000, cluster, cluster, cluster),
          "n1",
          new Owner(),
          cluster.coordinators.member(cluster.index, "n1").names(),
          Known.nothing());

  private final class Owner implements LaneOwner {
    @Override
    public void enqueued(String of, long seq, long nodeTask, int expected) {
      taskBySeq.put(seq, nodeTask);
    }

    @Override
    public void refused(String of, long seq, ApiError error) {
      throw new AssertionError(error.message());
    }

    @Override
    public void ended(String of, List<NodeTask> tasks) {}

    @Override
    public void out(String of, List<Long> missedSeqs) {
      missed.addAll(missedSeqs);
    }

    @Override
    public SlotSet compare(String of, List<NodeTask> log) {
      return SlotSet.NONE;
    }

    @Override
    public void distrust(String of, Position task, Distrusted done) {
      done.told(true);
    }

    @Override
    public void opened(String of, @Nullable List<NodeTask> log) {}
  }

  private static Entry deletion(long seq, boolean risky) {
    return new Entry(
        Tag.Kind.WRITE,
        seq,
        0,
        "POST",
        "/documents/delete-batch",
        "",
        "application/json",
        ONE_ID,
        List.of(),
        SlotSet.of(1),
        1,
        true,
        risky);
  }

  private void passUntil(boolean open) {
    for (int i = 0; i < 100_000 && lane.isOpen() != open; i++) {
      cluster.pass(1);
    }
    assertThat(lane.isOpen()).isEqualTo(open);
  }

  /**
   * The model of the protocol loses a write here: an answer that comes late, after its lane was
   * cut, says nothing of what has been sent since.
   */
  @Test
  void anAnswerCountsOnlyForTheRequestThatItBelongsTo() {
    cluster.late = sent -> sent.path().contains("delete-batch");
    lane.enqueue(deletion(0, false));
    cluster.pass(10);
    lane.suspect();
    cluster.pass(100);
    assertThat(lane.isOpen()).isTrue();
    assertThat(taskBySeq).as("found in the log").containsExactly(Map.entry(0L, 0L));
    lane.enqueue(deletion(1, false));
    cluster.late = sent -> false;
    cluster.pass(10);
    cluster.answerLate();
    // Both late answers are there: that of the first, which nobody waits for, and of the second.
    cluster.pass(100);
    assertThat(node.log()).containsExactly("1.0", "1.1");
    assertThat(taskBySeq).containsEntry(0L, 0L).containsEntry(1L, 2L);
  }

  /** As before, when the second request has not even reached the node. */
  @Test
  void anAnswerOfAnEarlierRequestAcknowledgesNothing() {
    cluster.late = sent -> sent.path().contains("delete-batch");
    lane.enqueue(deletion(0, false));
    cluster.pass(10);
    lane.suspect();
    cluster.pass(100);
    lane.enqueue(deletion(1, false));
    cluster.answerLate();
    assertThat(taskBySeq).doesNotContainKey(1L);
  }

  @Test
  void aNodeThatWorksNothingOffGetsABoundedNumberOfTasks() {
    node.held = true;
    int more = 50;
    LongStream.range(0, Limits.LANE_TASKS + more)
        .forEach(seq -> lane.enqueue(deletion(seq, false)));
    cluster.pass(30_000);
    assertThat(node.types()).hasSize(Limits.LANE_TASKS);
    assertThat(missed).isEmpty();
    node.held = false;
    cluster.pass(30_000);
    assertThat(node.log()).hasSize(Limits.LANE_TASKS + more);
  }

  @Test
  void whatCanFailLateIsFollowedByASeparator() {
    lane.enqueue(deletion(0, true));
    lane.enqueue(deletion(1, false));
    cluster.pass(100);
    assertThat(node.types()).containsExactly("documentDeletion", "indexUpdate", "documentDeletion");
    assertThat(node.log()).containsExactly("1.0", "1.1");
  }

  /** A change of settings bears no tag, so that a marker stands for it; and it can fail late. */
  @Test
  void aChangeOfSettingsIsFollowedByItsMarkerAndASeparator() {
    lane.enqueue(
        Spread.whole(
            0,
            "PATCH",
            "/settings",
            "{}".getBytes(StandardCharsets.UTF_8),
            SlotSet.ALL,
            false,
            true));
    cluster.pass(100);
    assertThat(node.types()).containsExactly("settingsUpdate", "documentDeletion", "indexUpdate");
  }

  /** Each cut takes a name for ever, and a task of the node. */
  @Test
  void aNodeOnWhichRenamingsFailIsLeftAloneForLongerAndLonger() {
    node.failsRenamings = true;
    lane.suspect();
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < Limits.RENAMINGS + 40; i++) {
      long from = cluster.nanos();
      // The renaming is taken, and fails when the lane has opened.
      node.held = true;
      passUntil(true);
      millis.add((cluster.nanos() - from) / 1_000_000);
      node.held = false;
      passUntil(false);
    }
    long most = Limits.RENAMING_REST.toMillis();
    assertThat(millis.subList(0, Limits.RENAMINGS)).allMatch(one -> one < 1_000);
    assertThat(millis.get(Limits.RENAMINGS + 5)).isBetween(3_000L, 10_000L);
    assertThat(millis.get(Limits.RENAMINGS + 39)).isBetween(most, most + 5_000);
    node.failsRenamings = false;
    cluster.pass(2 * Limits.RENAMING_REST.toMillis());
    assertThat(lane.isOpen()).isTrue();
    assertThat(lane.hasItsName()).isTrue();
  }

  /** What stands before a copy must be worked off before its target is compared. */
  @Test
  void aBarrierIsPassedWhenTheNodeHasTakenAndEndedAllThatStandsBeforeIt() {
    Barrier barrier = new Barrier(1);
    cluster.late = sent -> sent.path().contains("delete-batch");
    lane.enqueue(deletion(0, false));
    cluster.pass(10);
    assertThat(barrier.isPassed(lane)).as("nobody knows whether it is there").isFalse();
    node.held = true;
    cluster.late = sent -> false;
    cluster.answerLate();
    cluster.pass(100);
    assertThat(barrier.isPassed(lane)).as("it has not ended").isFalse();
    node.held = false;
    cluster.pass(1_000);
    node.held = true;
    lane.enqueue(deletion(1, false));
    cluster.pass(100);
    assertThat(barrier.isPassed(lane)).as("what comes later is not waited for").isTrue();
  }

  @Test
  void onlyALaneInWhichNothingIsLeftIsDrained() {
    assertThat(lane.isDrained()).isTrue();
    cluster.late = sent -> sent.path().contains("delete-batch");
    lane.enqueue(deletion(0, false));
    cluster.pass(10);
    assertThat(lane.isDrained()).as("a request is under way").isFalse();
    node.held = true;
    cluster.late = sent -> false;
    cluster.answerLate();
    lane.enqueue(deletion(1, false));
    cluster.pass(100);
    assertThat(lane.isDrained()).as("tasks have not ended").isFalse();
    node.held = false;
    cluster.pass(1_000);
    assertThat(lane.isDrained()).isTrue();
    cluster.slow = Command.ForgetNames.class::isInstance;
    lane.suspect();
    cluster.pass(1_000);
    assertThat(lane.isOpen()).isTrue();
    assertThat(lane.isDrained()).as("it may bear two names").isFalse();
    cluster.proposeLate();
    cluster.pass(1_000);
    assertThat(lane.isDrained()).isTrue();
    cluster.slow = Command.BeginCut.class::isInstance;
    lane.suspect();
    cluster.pass(100);
    assertThat(lane.isDrained()).as("it is cut").isFalse();
  }
}
