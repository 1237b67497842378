package miroir.machine;

import static miroir.machine.ClusterContext.finish;
import static miroir.machine.ClusterContext.succeeded;
import static miroir.machine.ClusterContext.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Envelope;
import miroir.command.OperationId;
import miroir.command.Rejection;
import miroir.command.Swap;
import miroir.command.TaskStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** Promises of W5 and W6: dense task uids, fencing by lease epoch, in-sync sets never emptied. */
class WriteCommandsTest {
  private final ClusterContext cluster = ClusterContext.withNodes(3);
  private final long index = cluster.index("films", 4, 2);

  private Command register(long epoch, miroir.command.Registration... writes) {
    return new Command.RegisterTasks(index, epoch, List.of(writes), Sorted.empty());
  }

  @Test
  void taskUidsAreDenseAndInSequenceOrder() {
    assertThat(cluster.accept(register(1, write(0, Map.of()), write(1, Map.of()))).numbers())
        .containsExactly(1L, 2L);
    assertThat(cluster.accept(register(1, write(5, Map.of()))).numbers()).containsExactly(3L);
  }

  @Test
  void aRepeatedProposalIsAnsweredAsBeforeAndRegistersNothing() {
    Envelope once = new Envelope(new OperationId("gateway", 7), 1, register(1, write(0, Map.of())));
    Object first = cluster.apply(once);
    long next = cluster.state().tasks().nextUid();
    assertThat(cluster.apply(once)).isEqualTo(first);
    assertThat(cluster.state().tasks().nextUid()).isEqualTo(next);
  }

  @Test
  void aSequenceNumberIsRegisteredOnce() {
    cluster.accept(register(1, write(3, Map.of())));
    cluster.refuse(Rejection.STALE, register(1, write(3, Map.of())));
    cluster.refuse(Rejection.STALE, register(1, write(2, Map.of())));
  }

  @Test
  void aRecoveredWriteKeepsItsOriginAndItsFailure() {
    cluster.accept(
        register(
            1,
            new miroir.command.Registration(
                4,
                miroir.command.TaskKind.DOCUMENT_DELETION,
                "{}",
                null,
                List.of(),
                null,
                miroir.cluster.Sorted.empty(),
                "{\"code\":\"x\"}",
                9,
                7)));
    miroir.machine.TaskRow row = cluster.state().tasks().find(1).orElseThrow();
    assertThat(row.leaseEpoch()).isEqualTo(9);
    assertThat(row.seq()).isEqualTo(7);
    assertThat(row.error()).isEqualTo("{\"code\":\"x\"}");
    cluster.refuse(Rejection.STALE, register(1, write(4, Map.of())));
  }

  @Test
  void aStaleWriterIsRefused() {
    cluster.session("g2");
    cluster.accept(new Command.EndSession("g1", "g1-a"));
    cluster.refuse(Rejection.STALE, register(1, write(0, Map.of())));
    cluster.accept(new Command.GrantLease(index, "g2", "g2-a"));
    cluster.refuse(Rejection.STALE, register(1, write(0, Map.of())));
    cluster.accept(register(2, write(0, Map.of())));
  }

  @Test
  void aMissTakesTheReplicaOutInTheSameStep() {
    String node = firstReplica(0).node();
    cluster.accept(register(1, write(0, Map.of(node, SlotSet.of(1)))));
    assertThat(firstReplica(0).state()).isEqualTo(ReplicaState.SYNCING);
    assertThat(cluster.member(index, node).dirty()).isEqualTo(SlotSet.of(1));
  }

  @Test
  void theLastInSyncReplicaIsNeverTakenOut() {
    List<Replica> row = cluster.rows(index).get(0);
    cluster.accept(register(1, write(0, Map.of(row.get(0).node(), SlotSet.of(1)))));
    cluster.refuse(
        Rejection.LAST_IN_SYNC, register(1, write(1, Map.of(row.get(1).node(), SlotSet.of(2)))));
  }

  @Test
  void finishingTwiceChangesNothing() {
    long task = cluster.accept(register(1, write(0, Map.of()))).number();
    cluster.accept(finish(index, 1, succeeded(task)));
    cluster.accept(finish(index, 1, succeeded(task)));
    assertThat(cluster.state().tasks().find(task).orElseThrow().status())
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void deletingAnIndexEndsItsTasksAndRefusesLateWrites() {
    long task = cluster.accept(register(1, write(0, Map.of()))).number();
    cluster.accept(new Command.DeleteIndex(index, 0));
    assertThat(cluster.state().tasks().find(task).orElseThrow().status())
        .isEqualTo(TaskStatus.SUCCEEDED);
    cluster.refuse(Rejection.NOT_FOUND, register(1, write(1, Map.of())));
  }

  @Test
  void readsFollowASwapOnceEarlierTasksHaveEnded() {
    long other = cluster.index("books", 4, 2);
    long task = cluster.accept(register(1, write(0, Map.of()))).number();
    long swap =
        cluster
            .accept(
                new Command.SwapIndexes(
                    List.of(new Swap("films", "books", false)),
                    miroir.command.TaskKind.INDEX_SWAP,
                    "{}"))
            .number();
    assertThat(cluster.state().names()).containsEntry("films", other);
    assertThat(cluster.state().readNames()).containsEntry("films", index);
    cluster.accept(finish(index, 1, succeeded(task)));
    assertThat(cluster.state().readNames()).containsEntry("films", other);
    assertThat(cluster.state().tasks().find(swap).orElseThrow().status())
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  private Replica firstReplica(int shard) {
    return cluster.rows(index).get(shard).get(0);
  }

  /** I6: whoever sees a status may read anywhere, and finds what it tells. */
  @Test
  void aStatusIsToldWhenNoGatewayReadsFromAMemberThatWasTakenOut() {
    cluster.session("g2");
    cluster.acknowledge();
    String behind = holder();
    cluster.accept(register(1, write(0, Map.of(behind, SlotSet.of(0)))));
    cluster.refuse(Rejection.NOT_READY, finish(index, 1, succeeded(1)));
    long epoch = cluster.state().routingEpoch();
    cluster.accept(new Command.Acknowledge("g1", "g1-a", epoch));
    cluster.refuse(Rejection.NOT_READY, finish(index, 1, succeeded(1)));
    cluster.accept(new Command.EndSession("g2", "g2-a"));
    cluster.accept(finish(index, 1, succeeded(1)));
  }

  /** I6: in the moment of its take-out every gateway still reads from it. */
  @Test
  void noStatusIsToldTogetherWithATakeOut() {
    cluster.acknowledge();
    cluster.accept(register(1, write(0, Map.of())));
    String failing = holder();
    Map<String, SlotSet> missed = Map.of(failing, SlotSet.of(0));
    cluster.refuse(
        Rejection.NOT_READY,
        new Command.FinishTasks(
            index, 1, List.of(succeeded(1)), Sorted.empty(), Sorted.copyOf(missed)));
    cluster.accept(
        new Command.FinishTasks(index, 1, List.of(), Sorted.empty(), Sorted.copyOf(missed)));
    cluster.refuse(Rejection.NOT_READY, finish(index, 1, succeeded(1)));
    cluster.acknowledge();
    cluster.accept(finish(index, 1, succeeded(1)));
  }

  private String holder() {
    return Objects.requireNonNull(cluster.index(index).placement().get("default"))
        .get(0)
        .get(0)
        .node();
  }
}
