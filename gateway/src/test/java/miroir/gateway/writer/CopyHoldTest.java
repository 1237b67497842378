package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import miroir.cluster.Slot;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/**
 * Promises: a copy ends however fast clients write, and holds no write for longer than it may; a
 * slot that is larger than an answer is copied exactly.
 */
class CopyHoldTest {
  private static final long PAUSE_MILLIS = 250;

  private final FakeCluster cluster = new FakeCluster(2, 4, 2);

  private boolean isInSync() {
    return cluster.coordinators.rows(cluster.index).stream()
        .flatMap(List::stream)
        .map(Replica::state)
        .allMatch(state -> state == ReplicaState.IN_SYNC);
  }

  private IndexWriter withAMemberBehind(CopyBounds bounds) {
    cluster.bounds = bounds;
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.add(writer, "a", "b", "c", "d");
    cluster.pass(500);
    cluster.node("n2").down = true;
    for (String id : List.of("b", "e", "f", "g", "h")) {
      cluster.add(writer, id);
    }
    cluster.pass(5_000);
    cluster.node("n2").down = false;
    return writer;
  }

  @Test
  void writesThatComeTooFastAreHeldForAMomentAndNeverStuck() {
    IndexWriter writer = withAMemberBehind(new CopyBounds(20_000, 4 << 20, 1, 0));
    List<List<WriteResult>> told = new ArrayList<>();
    for (int i = 0; i < 6_000 && !isInSync(); i++) {
      told.add(cluster.add(writer, "b", "e", "f"));
      cluster.pass(3);
    }
    cluster.pass(2 * PAUSE_MILLIS);
    assertThat(isInSync()).isTrue();
    assertThat(cluster.copies.again).isGreaterThanOrEqualTo(5);
    assertThat(cluster.copies.heldNanos).isNotEmpty();
    assertThat(cluster.copies.heldNanos).allMatch(nanos -> nanos <= PAUSE_MILLIS * 1_000_000);
    assertThat(told).allMatch(one -> one.size() == 1);
    assertThat(told).allMatch(one -> one.get(0) instanceof WriteResult.Registered);
  }

  @Test
  void aHoldThatCannotEndWellIsGivenUp() {
    IndexWriter writer = withAMemberBehind(new CopyBounds(20_000, 4 << 20, 1, 0));
    cluster.fetchMillis = 4 * PAUSE_MILLIS;
    List<List<WriteResult>> told = new ArrayList<>();
    for (int i = 0; i < 10_000 && cluster.copies.heldNanos.isEmpty(); i++) {
      told.add(cluster.add(writer, "b", "e", "f"));
      cluster.pass(3);
    }
    cluster.pass(100);
    assertThat(cluster.copies.heldNanos).containsExactly(PAUSE_MILLIS * 1_000_000);
    assertThat(told).allMatch(one -> one.size() == 1);
  }

  @Test
  void aLargeSlotIsCopiedInPieces() {
    IndexWriter writer = withAMemberBehind(new CopyBounds(1, 4 << 20, Slot.COUNT, 10_000));
    for (int i = 0; i < 50; i++) {
      cluster.add(writer, "x" + i, "e");
      cluster.pass(20);
    }
    cluster.pass(20_000);
    assertThat(isInSync()).isTrue();
    assertThat(cluster.node("n2").documents()).isEqualTo(cluster.node("n1").documents());
    assertThat(cluster.copies.documents).isGreaterThanOrEqualTo(5);
    assertThat(cluster.budget.heldBytes()).isZero();
  }
}
