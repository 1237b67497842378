package miroir.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.coordinator.raft.RaftStatus;
import miroir.machine.ClusterContext;
import miroir.proto.admin.HealthReply;
import miroir.proto.session.IndexReport;
import miroir.proto.session.LaneReport;
import miroir.proto.session.Report;
import miroir.proto.session.WriteReport;
import miroir.topology.NodeStatus;
import org.junit.jupiter.api.Test;

/** Promise: health names what is wrong, by the thresholds of surface.md §4. */
class HealthTest {
  private final ClusterContext context = ClusterContext.withNodes(2);
  private final AtomicLong nanos = new AtomicLong();
  private final Reports reports = new Reports(nanos::get);
  private final long id = context.index("films", 4, 2);

  private HealthReply health() {
    return health(Map.of());
  }

  private HealthReply health(Map<String, RaftStatus> peers) {
    return Health.of(context.state(), peers, List.of(), reports);
  }

  private void tell(IndexReport.Builder index) {
    reports.told(
        "g1",
        "g1-a",
        Report.newBuilder()
            .addIndexes(index.setIndex(id).setLeaseEpoch(1).setActive(true))
            .build());
  }

  private void assertHealth(String status, String... reasons) {
    assertThat(health().getReasonsList()).containsExactly(reasons);
    assertThat(health().getStatus()).isEqualTo(status);
  }

  @Test
  void aClusterThatIsWellIsHealthy() {
    tell(IndexReport.newBuilder().setUnfinished(999));
    assertHealth("Healthy");
  }

  @Test
  void manyWritesInFlightAreAWarningThenCritical() {
    tell(IndexReport.newBuilder().setUnfinished(600).setUnregistered(400));
    assertHealth("Degraded", "1000 writes are in flight");
    tell(IndexReport.newBuilder().setUnregistered(10_000));
    assertHealth("Degraded", "10000 writes are in flight");
    tell(IndexReport.newBuilder().setUnregistered(10_001));
    assertHealth("Critical", "10001 writes are in flight");
  }

  @Test
  void aNodeThatIsDownIsNamedWithItsReplicasAndItsLane() {
    context.accept(new Command.ObserveNode("n2", NodeStatus.UP, NodeStatus.DOWN, "m2", "refused"));
    context.accept(new Command.TakeOut(id, 1, "n2", SlotSet.ofShard(1, 4), SlotSet.NONE));
    tell(IndexReport.newBuilder().addLanes(lane("OUT")));
    assertHealth(
        "Degraded",
        "n2 is DOWN: refused",
        "films: replicas not in sync: 1 of n2 SYNCING",
        "films: the lane of n2 is out");
  }

  @Test
  void aWriteIsStuckByItsAgeOrByALaneThatIsOut() {
    WriteReport.Builder write =
        WriteReport.newBuilder().addWaitsFor("n2").setWhy("n2 works off its task 7");
    tell(IndexReport.newBuilder().setUnfinished(1).addWrites(write.setAgeMillis(30_000)));
    assertHealth("Healthy");
    tell(IndexReport.newBuilder().setUnfinished(1).addWrites(write.setAgeMillis(30_001)));
    assertHealth(
        "Degraded",
        "films: writes are stuck, the oldest for 30 s: n2 works off its task 7"
            + " (miroirctl writes list --stuck)");
    tell(
        IndexReport.newBuilder()
            .setUnfinished(1)
            .addLanes(lane("OUT"))
            .addWrites(write.setAgeMillis(10).setWhy("the lane of n2 is out")));
    assertThat(health().getReasonsList()).anyMatch(reason -> reason.contains("stuck"));
  }

  private static LaneReport lane(String state) {
    return LaneReport.newBuilder().setNode("n2").setState(state).build();
  }

  @Test
  void lostShardsAreCritical() {
    context.accept(new Command.TakeOut(id, 1, "n2", SlotSet.ofShard(1, 4), SlotSet.NONE));
    context.accept(
        new Command.ObserveNode("n1", NodeStatus.UP, NodeStatus.REPLACED, "m1", "another"));
    HealthReply reply = health();
    assertThat(reply.getStatus()).isEqualTo("Critical");
    assertThat(reply.getReasons(0)).isEqualTo("films: 1 shard LOST: miroirctl shards recover");
  }

  @Test
  void aCopyThatIsAwayWhileNoOtherIsInSyncIsCritical() {
    context.accept(new Command.TakeOut(id, 1, "n2", SlotSet.ofShard(1, 4), SlotSet.NONE));
    context.accept(new Command.ObserveNode("n1", NodeStatus.UP, NodeStatus.DOWN, "m1", "refused"));
    HealthReply reply = health();
    assertThat(reply.getStatus()).isEqualTo("Critical");
    assertThat(reply.getReasons(0))
        .isEqualTo("films: 1 shard whose copies in sync are all on nodes that are away");
  }

  @Test
  void aGatewayThatIsMissingIsNamedForAWhile() {
    tell(IndexReport.newBuilder());
    context.session("g2");
    context.accept(new Command.EndSession("g1", "g1-a"));
    assertHealth("Degraded", "g1 has no session", "films: no gateway writes to it");
    nanos.addAndGet(601L * 1_000_000_000);
    assertHealth("Degraded", "films: no gateway writes to it");
  }

  @Test
  void aCoordinatorThatDoesNotAnswerAndABugAreTold() {
    RaftStatus silent = new RaftStatus("c2", "", false, false, 0, -1, -1, 0);
    assertThat(health(Map.of("c2", silent)).getReasonsList()).containsExactly("c2 does not answer");
    HealthReply bug = Health.of(context.state(), Map.of(), List.of("TakeOut"), reports);
    assertThat(bug.getStatus()).isEqualTo("Critical");
    assertThat(bug.getReasonsList()).containsExactly("BUG: TakeOut");
    reports.told("g1", "g1-a", Report.newBuilder().addBugs("StackOverflowError").build());
    assertHealth("Critical", "BUG in g1: StackOverflowError");
  }

  @Test
  void whatAnEarlierHolderToldDoesNotCount() {
    tell(IndexReport.newBuilder().setUnregistered(50_000));
    context.accept(new Command.ReleaseLease(id, 1, Sorted.empty()));
    context.accept(new Command.GrantLease(id, "g1", "g1-a"));
    context.accept(new Command.ActivateLease(id, 2));
    assertHealth("Healthy");
  }
}
