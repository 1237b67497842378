package miroir.machine;

import static miroir.topology.MigrationPhase.ABORTED;
import static miroir.topology.MigrationPhase.COMPLETE;
import static miroir.topology.MigrationPhase.COMPUTING_ASSIGNMENTS;
import static miroir.topology.MigrationPhase.CUTOVER_ACTIVATE;
import static miroir.topology.MigrationPhase.CUTOVER_BEGIN;
import static miroir.topology.MigrationPhase.CUTOVER_CLEANUP;
import static miroir.topology.MigrationPhase.CUTOVER_DELTA_PASS;
import static miroir.topology.MigrationPhase.CUTOVER_DRAINING;
import static miroir.topology.MigrationPhase.DUAL_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.TopologyCommand;
import miroir.topology.Member;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;
import miroir.topology.Position;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Phases follow each other, each only when what it needs is there (protocol.md, Migration). */
class MigrationCommandsTest {
  private final ClusterContext cluster = ClusterContext.withNodes(3);
  private long films;
  private Move move = new Move("", 0, "", "");
  private long id;

  @BeforeEach
  void aMigrationIsPlanned() {
    films = cluster.index("films", 4, 2);
    move = cluster.move(films, 0);
    id =
        cluster.accept(new TopologyCommand.StartMigration("a test", films, List.of(move))).number();
  }

  private Command advance(MigrationPhase from, MigrationPhase to, long leaseEpoch) {
    return new TopologyCommand.AdvanceMigration(id, from, to, leaseEpoch, 0, "");
  }

  private SlotSet slots() {
    return SlotSet.ofShard(0, 4);
  }

  private ReplicaState state(String node) {
    return cluster.rows(films).get(0).stream()
        .filter(replica -> replica.node().equals(node))
        .map(Replica::state)
        .findFirst()
        .orElseThrow();
  }

  private void copied() {
    Member member = cluster.member(films, move.to());
    cluster.accept(
        new Command.CleanSlots(films, 1, move.to(), member.newestName(), member.marks(), slots()));
  }

  private void admitted() {
    Member member = cluster.member(films, move.to());
    cluster.accept(
        new Command.AdmitReplicas(
            films, 1, move.to(), member.newestName(), member.marks(), slots()));
  }

  private void upTo(MigrationPhase phase) {
    if (phase.compareTo(DUAL_WRITE) >= 0) {
      cluster.accept(advance(COMPUTING_ASSIGNMENTS, DUAL_WRITE, 0));
    }
    if (phase.compareTo(CUTOVER_BEGIN) >= 0) {
      copied();
      cluster.accept(advance(DUAL_WRITE, CUTOVER_BEGIN, 0));
    }
    if (phase.compareTo(CUTOVER_DRAINING) >= 0) {
      cluster.accept(advance(CUTOVER_BEGIN, CUTOVER_DRAINING, 0));
    }
    if (phase.compareTo(CUTOVER_DELTA_PASS) >= 0) {
      cluster.accept(advance(CUTOVER_DRAINING, CUTOVER_DELTA_PASS, 1));
    }
    if (phase.compareTo(CUTOVER_ACTIVATE) >= 0) {
      cluster.accept(advance(CUTOVER_DELTA_PASS, CUTOVER_ACTIVATE, 1));
    }
    if (phase.compareTo(CUTOVER_CLEANUP) >= 0) {
      admitted();
      cluster.accept(advance(CUTOVER_ACTIVATE, CUTOVER_CLEANUP, 0));
    }
  }

  @Test
  void aTargetIsNotInSyncBeforeActivation() {
    upTo(CUTOVER_DELTA_PASS);
    Member member = cluster.member(films, move.to());
    cluster.refuse(
        Rejection.STALE,
        new Command.AdmitReplicas(
            films, 1, move.to(), member.newestName(), member.marks(), slots()));
    assertThat(state(move.to())).isEqualTo(ReplicaState.ARRIVING);
    assertThat(state(move.from())).isEqualTo(ReplicaState.IN_SYNC);
  }

  @Test
  void oneCommitTakesTheNewOneInAndTheOldOneOut() {
    upTo(CUTOVER_ACTIVATE);
    assertThat(state(move.from())).isEqualTo(ReplicaState.IN_SYNC);
    admitted();
    assertThat(state(move.to())).isEqualTo(ReplicaState.IN_SYNC);
    assertThat(state(move.from())).isEqualTo(ReplicaState.LEAVING);
    assertThat(cluster.index(films).takenOut()).isEqualTo(cluster.state().routingEpoch());
  }

  @Test
  void whatIsNotCopiedIsNotCutOver() {
    cluster.accept(advance(COMPUTING_ASSIGNMENTS, DUAL_WRITE, 0));
    cluster.refuse(Rejection.NOT_READY, advance(DUAL_WRITE, CUTOVER_BEGIN, 0));
    copied();
    cluster.accept(advance(DUAL_WRITE, CUTOVER_BEGIN, 0));
    cluster.accept(advance(CUTOVER_BEGIN, CUTOVER_DRAINING, 0));
    cluster.accept(advance(CUTOVER_DRAINING, CUTOVER_DELTA_PASS, 1));
    cluster.accept(new Command.TakeOut(films, 1, move.to(), SlotSet.of(0), SlotSet.NONE));
    cluster.refuse(Rejection.NOT_READY, advance(CUTOVER_DELTA_PASS, CUTOVER_ACTIVATE, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "COMPUTING_ASSIGNMENTS,CUTOVER_BEGIN",
    "DUAL_WRITE,CUTOVER_ACTIVATE",
    "CUTOVER_DRAINING,CUTOVER_ACTIVATE",
    "CUTOVER_BEGIN,COMPLETE"
  })
  void noPhaseIsLeftOut(MigrationPhase at, MigrationPhase to) {
    upTo(at);
    cluster.refuse(Rejection.INVALID, advance(at, to, 1));
  }

  @Test
  void aStepThatWasTakenIsNotTakenAgain() {
    upTo(CUTOVER_BEGIN);
    cluster.refuse(Rejection.STALE, advance(DUAL_WRITE, CUTOVER_BEGIN, 0));
  }

  @Test
  void onlyThePresentWriterSaysThatWritesHaveDrained() {
    upTo(CUTOVER_DRAINING);
    cluster.refuse(Rejection.STALE, advance(CUTOVER_DRAINING, CUTOVER_DELTA_PASS, 0));
    cluster.refuse(Rejection.STALE, advance(CUTOVER_DRAINING, CUTOVER_DELTA_PASS, 2));
    cluster.accept(advance(CUTOVER_DRAINING, CUTOVER_DELTA_PASS, 1));
  }

  /** I7. */
  @Test
  void nothingIsClearedWhileAGatewayMayReadThere() {
    upTo(CUTOVER_CLEANUP);
    cluster.refuse(Rejection.NOT_READY, new TopologyCommand.ClearReplicas(id));
    cluster.acknowledge();
    cluster.accept(new TopologyCommand.ClearReplicas(id));
    assertThat(state(move.from())).isEqualTo(ReplicaState.CLEARING);
  }

  @Test
  void nothingIsClearedWhileTheNewCopyIsBehind() {
    upTo(CUTOVER_CLEANUP);
    cluster.accept(new Command.TakeOut(films, 1, move.to(), SlotSet.of(0), SlotSet.NONE));
    cluster.acknowledge();
    cluster.refuse(Rejection.NOT_READY, new TopologyCommand.ClearReplicas(id));
  }

  @Test
  void itIsCompleteOnceNothingIsLeft() {
    upTo(CUTOVER_CLEANUP);
    cluster.acknowledge();
    cluster.accept(new TopologyCommand.ClearReplicas(id));
    cluster.refuse(Rejection.NOT_READY, advance(CUTOVER_CLEANUP, COMPLETE, 0));
    cluster.accept(new TopologyCommand.ForgetReplicas(films, 1, move.from(), slots()));
    cluster.accept(advance(CUTOVER_CLEANUP, COMPLETE, 0));
    assertThat(cluster.rows(films).get(0)).hasSize(2);
  }

  /** Its writer may have said so before it knew. */
  @Test
  void aMemberThatIsGoneMissesNothing() {
    cluster.accept(
        new Command.FinishTasks(
            films,
            1,
            List.of(),
            miroir.cluster.Sorted.empty(),
            new java.util.TreeMap<>(java.util.Map.of("n9", SlotSet.of(1)))));
  }

  /** A member with another replica keeps its index: what was cleared must be deleted first. */
  @Test
  void aMemberWithOtherReplicasDoesNotGoAsAWhole() {
    upTo(CUTOVER_CLEANUP);
    cluster.acknowledge();
    cluster.accept(new TopologyCommand.ClearReplicas(id));
    Command whole = new TopologyCommand.ForgetReplicas(films, 1, move.from(), SlotSet.ALL);
    cluster.refuse(Rejection.STALE, whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"COMPUTING_ASSIGNMENTS", "DUAL_WRITE", "CUTOVER_DRAINING", "CUTOVER_DELTA_PASS"})
  void whatIsAbortedHasNotMoved(MigrationPhase at) {
    upTo(at);
    cluster.accept(advance(at, ABORTED, 0));
    assertThat(state(move.from())).isEqualTo(ReplicaState.IN_SYNC);
    assertThat(cluster.rows(films).get(0))
        .filteredOn(replica -> replica.node().equals(move.to()))
        .allMatch(replica -> replica.state() == ReplicaState.CLEARING);
  }

  @Test
  void whatIsActiveCannotBeAborted() {
    upTo(CUTOVER_ACTIVATE);
    cluster.refuse(Rejection.INVALID, advance(CUTOVER_ACTIVATE, ABORTED, 0));
  }

  @Test
  void aPausedOneWaits() {
    upTo(CUTOVER_BEGIN);
    cluster.accept(new TopologyCommand.PauseMigration(id, true));
    cluster.refuse(Rejection.NOT_READY, advance(CUTOVER_BEGIN, CUTOVER_DRAINING, 0));
    cluster.accept(new TopologyCommand.PauseMigration(id, false));
    cluster.accept(advance(CUTOVER_BEGIN, CUTOVER_DRAINING, 0));
  }

  @Test
  void aShardMovesOnceAtATime() {
    cluster.refuse(
        Rejection.EXISTS, new TopologyCommand.StartMigration("another", films, List.of(move)));
  }

  @Test
  void noMoreRunAtOnceThanAreConfigured() {
    cluster.accept(new Command.SetConfig("migration.max_concurrent_migrations", "1"));
    upTo(DUAL_WRITE);
    long second =
        cluster
            .accept(
                new TopologyCommand.StartMigration("two", films, List.of(cluster.move(films, 1))))
            .number();
    cluster.refuse(
        Rejection.NOT_READY,
        new TopologyCommand.AdvanceMigration(second, COMPUTING_ASSIGNMENTS, DUAL_WRITE, 0, 0, ""));
  }

  /** The configuration cannot be set so; a log may begin with it all the same. */
  @Test
  void theSafetyGateRefusesTheConfigurationThatWouldLoseWrites() {
    cluster.accept(new Command.SetConfig("anti_entropy.enabled", "false"));
    Reply refused = cluster.apply(new Command.SetConfig("migration.skip_delta_pass", "true"));
    assertThat(((Reply.Rejected) refused).detail()).startsWith("UNSAFE_MIGRATION_CONFIG");
    cluster.accept(new Command.SetConfig("anti_entropy.enabled", "true"));
    cluster.accept(new Command.SetConfig("migration.skip_delta_pass", "true"));
    Reply off = cluster.apply(new Command.SetConfig("migration.anti_entropy_enabled", "false"));
    assertThat(((Reply.Rejected) off).detail()).startsWith("UNSAFE_MIGRATION_CONFIG");
  }

  @Test
  void withTheDeltaPassLeftOutActivationFollowsTheDrain() {
    cluster.accept(new Command.SetConfig("migration.skip_delta_pass", "true"));
    Move other = cluster.move(films, 1);
    id =
        cluster.accept(new TopologyCommand.StartMigration("skips", films, List.of(other))).number();
    move = other;
    cluster.accept(advance(COMPUTING_ASSIGNMENTS, DUAL_WRITE, 0));
    Member member = cluster.member(films, move.to());
    cluster.accept(
        new Command.CleanSlots(
            films, 1, move.to(), member.newestName(), member.marks(), SlotSet.ofShard(1, 4)));
    cluster.accept(advance(DUAL_WRITE, CUTOVER_BEGIN, 0));
    cluster.accept(advance(CUTOVER_BEGIN, CUTOVER_DRAINING, 0));
    cluster.accept(advance(CUTOVER_DRAINING, CUTOVER_ACTIVATE, 1));
  }

  @Test
  void aDeletedIndexMovesNoMore() {
    upTo(DUAL_WRITE);
    cluster.accept(new Command.DeleteIndex(films, 0));
    assertThat(Objects.requireNonNull(cluster.state().migrations().get(id)).phase())
        .isEqualTo(ABORTED);
  }

  @Test
  void aNodeThatIsDrainedGetsNothingNew() {
    cluster.accept(new TopologyCommand.SetNode("n3", 1, true));
    long books = cluster.index("books", 4, 2);
    assertThat(cluster.index(books).members()).doesNotContainKey("n3");
  }

  @Test
  void aNodeGoesOnlyWhenItHoldsNothing() {
    cluster.refuse(Rejection.INVALID, new TopologyCommand.RemoveNode("n1"));
    cluster.accept(new Command.AddNode("n4", "http://n4", "default", 1));
    cluster.accept(new TopologyCommand.RemoveNode("n4"));
    assertThat(cluster.state().nodes()).doesNotContainKey("n4");
  }

  @Test
  void theLastNodeOfAGroupStays() {
    cluster.accept(new TopologyCommand.SetNode("n1", 1, true));
    cluster.accept(new TopologyCommand.SetNode("n2", 1, true));
    cluster.refuse(Rejection.INVALID, new TopologyCommand.SetNode("n3", 1, true));
  }

  @Test
  void membersInTheMakingOfAnAbortedMoveGo() {
    cluster.accept(new Command.AddNode("n4", "http://n4", "default", 1));
    Move far = new Move("default", 2, cluster.rows(films).get(2).get(0).node(), "n4");
    id = cluster.accept(new TopologyCommand.StartMigration("far", films, List.of(far))).number();
    cluster.accept(advance(COMPUTING_ASSIGNMENTS, DUAL_WRITE, 0));
    long cut = cluster.accept(new Command.BeginMember(films, "n4")).number();
    cluster.accept(advance(DUAL_WRITE, ABORTED, 0));
    cluster.refuse(Rejection.NOT_FOUND, new Command.MemberReady(films, "n4", cut, Position.START));
    assertThat(cluster.rows(films).get(2)).noneMatch(replica -> replica.node().equals("n4"));
  }
}
