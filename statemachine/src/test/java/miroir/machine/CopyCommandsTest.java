package miroir.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I4 and I8: the in-sync set grows only with what was copied after the last mark. */
class CopyCommandsTest {
  private final ClusterContext cluster = ClusterContext.withNodes(2);
  private long id;
  private long cut;

  @BeforeEach
  void aMemberIsBehind() {
    id = cluster.index("films", 4, 2);
    cut = cluster.member(id, "n2").newestName();
    cluster.accept(new Command.TakeOut(id, 1, "n2", SlotSet.of(0, 1), SlotSet.NONE));
  }

  private long marks() {
    return cluster.member(id, "n2").marks();
  }

  private ReplicaState state(int shard) {
    return cluster.rows(id).get(shard).stream()
        .filter(replica -> replica.node().equals("n2"))
        .map(Replica::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onlyTheMarkedShardIsOut() {
    assertThat(List.of(state(0), state(1)))
        .containsExactly(ReplicaState.SYNCING, ReplicaState.IN_SYNC);
  }

  @Test
  void whatIsCopiedIsAdmittedOnceNothingIsDirty() {
    cluster.accept(new Command.CleanSlots(id, 1, "n2", cut, marks(), SlotSet.of(0)));
    cluster.refuse(
        Rejection.STALE, new Command.AdmitReplicas(id, 1, "n2", cut, marks(), SlotSet.ALL));
    cluster.accept(new Command.CleanSlots(id, 1, "n2", cut, marks(), SlotSet.of(1)));
    cluster.accept(new Command.AdmitReplicas(id, 1, "n2", cut, marks(), SlotSet.ALL));
    assertThat(state(0)).isEqualTo(ReplicaState.IN_SYNC);
  }

  @Test
  void aCopyThatBeganBeforeAMarkProvesNothing() {
    long before = marks();
    cluster.accept(new Command.TakeOut(id, 1, "n2", SlotSet.of(0), SlotSet.NONE));
    cluster.refuse(
        Rejection.STALE, new Command.CleanSlots(id, 1, "n2", cut, before, SlotSet.of(0, 1)));
    cluster.refuse(
        Rejection.STALE, new Command.AdmitReplicas(id, 1, "n2", cut, before, SlotSet.ALL));
  }

  @Test
  void aCopyBelongsToItsCutAndItsLease() {
    cluster.refuse(
        Rejection.STALE, new Command.CleanSlots(id, 2, "n2", cut, marks(), SlotSet.of(0)));
    cluster.accept(new Command.BeginCut(id, 1, "n2"));
    cluster.refuse(
        Rejection.STALE, new Command.CleanSlots(id, 1, "n2", cut, marks(), SlotSet.of(0)));
  }

  @Test
  void whatNobodyKnowsIsOutWithoutBeingDirty() {
    cluster.accept(new Command.TakeOut(id, 1, "n2", SlotSet.NONE, SlotSet.ofShard(3, 4)));
    assertThat(state(3)).isEqualTo(ReplicaState.SYNCING);
    assertThat(cluster.member(id, "n2").dirty()).isEqualTo(SlotSet.of(0, 1));
    cluster.accept(new Command.AdmitReplicas(id, 1, "n2", cut, marks(), SlotSet.ofShard(3, 4)));
    assertThat(List.of(state(0), state(3)))
        .containsExactly(ReplicaState.SYNCING, ReplicaState.IN_SYNC);
  }

  @Test
  void theLastCopyStays() {
    cluster.refuse(
        Rejection.LAST_IN_SYNC, new Command.TakeOut(id, 1, "n1", SlotSet.NONE, SlotSet.of(0)));
  }
}
