package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.TaskStatus;
import miroir.gateway.Limits;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** Promises of a writer that waits for the coordinators, or does not hear of them. */
class CommitOrderTest {
  private final FakeCluster cluster = new FakeCluster(2, 1, 2);

  private ReplicaState state(String node) {
    return cluster.coordinators.rows(cluster.index).stream()
        .flatMap(List::stream)
        .filter(replica -> replica.node().equals(node))
        .map(Replica::state)
        .findFirst()
        .orElseThrow();
  }

  private boolean wasProposed(Class<? extends Command> kind) {
    return cluster.proposed.stream().anyMatch(kind::isInstance);
  }

  /** Who is taken out must be out before anything is written that it does not get. */
  @Test
  void aWriterIsActiveOnlyWhenWhoIsOutOfReachIsTakenOut() {
    IndexWriter dead = cluster.writer();
    cluster.pass(10);
    cluster.add(dead, "a");
    cluster.pass(1_000);
    dead.close();
    cluster.node("n2").down = true;
    cluster.proposed.clear();
    cluster.slow = Command.TakeOut.class::isInstance;
    IndexWriter next = cluster.successor(dead);
    cluster.pass(20_000);
    assertThat(wasProposed(Command.TakeOut.class)).isTrue();
    assertThat(wasProposed(Command.ActivateLease.class)).isFalse();
    assertThat(next.isActive()).isFalse();
    cluster.proposeLate();
    cluster.pass(1_000);
    assertThat(next.isActive()).isTrue();
    assertThat(state("n2")).isEqualTo(ReplicaState.SYNCING);
  }

  /** The coordinators may have taken it in: as far as anybody can know it is in sync. */
  @Test
  void untilTheCoordinatorsHaveSaidNoWritesGoOnWaitingForAMember() {
    // Around the time in which a member that is not in sync would be tried anew.
    long joined = Limits.JOIN.toMillis();
    for (long after = joined - 200; after < joined + 200; after += 20) {
      CommitOrderTest fresh = new CommitOrderTest();
      fresh.waitsForAMemberThatMayBeInSync(after);
    }
  }

  private void waitsForAMemberThatMayBeInSync(long afterMillis) {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.node("n2").down = true;
    cluster.add(writer, "a");
    cluster.pass(3_000);
    cluster.node("n2").down = false;
    cluster.unheard = Command.AdmitReplicas.class::isInstance;
    while (!wasProposed(Command.AdmitReplicas.class)) {
      cluster.pass(1);
    }
    cluster.pass(afterMillis);
    assertThat(state("n2")).as("they have").isEqualTo(ReplicaState.IN_SYNC);
    cluster.node("n2").down = true;
    List<WriteResult> told = cluster.add(writer, "b");
    for (int i = 0; i < 10_000 && told.isEmpty(); i++) {
      cluster.pass(1);
    }
    assertThat(told).singleElement().isInstanceOf(WriteResult.Registered.class);
    SlotSet dirty = cluster.coordinators.member(cluster.index, "n2").dirty();
    assertThat(dirty.contains(Slot.of("b"))).as("it lacks what was acknowledged").isTrue();
    assertThat(state("n2")).isEqualTo(ReplicaState.SYNCING);
  }

  /** No copy holds more than another, so that none is dirty: but the client must learn of it. */
  @Test
  void aWriteThatEveryNodeFailedByItsOwnFaultIsToldAsFailed() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    for (String node : List.of("n1", "n2")) {
      cluster.node(node).poison.put("p", "no_space_left_on_device");
    }
    cluster.add(writer, "p");
    cluster.pass(1_000);
    assertThat(cluster.tasks()).singleElement().matches(t -> t.status() == TaskStatus.FAILED);
    assertThat(cluster.tasks().get(0).error()).contains("no_space_left_on_device");
    assertThat(state("n1")).isEqualTo(ReplicaState.IN_SYNC);
    assertThat(state("n2")).isEqualTo(ReplicaState.IN_SYNC);
    assertThat(cluster.node("n1").documents()).isEmpty();
  }
}
