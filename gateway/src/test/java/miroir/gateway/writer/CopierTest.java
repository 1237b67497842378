package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** A member that missed writes gets them by copies, and is in sync again, while clients write. */
class CopierTest {
  private final FakeCluster cluster = new FakeCluster(2, 4, 2);

  private List<ReplicaState> states() {
    return cluster.coordinators.rows(cluster.index).stream()
        .flatMap(List::stream)
        .map(Replica::state)
        .distinct()
        .toList();
  }

  @Test
  void aMemberThatWasDownIsBroughtBack() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.add(writer, "a", "b", "c", "d");
    cluster.pass(500);
    cluster.node("n2").down = true;
    for (String id : List.of("b", "e", "f", "g", "h")) {
      cluster.add(writer, id);
    }
    cluster.pass(5_000);
    assertThat(states()).contains(ReplicaState.SYNCING);
    cluster.node("n2").down = false;
    for (int i = 0; i < 50; i++) {
      cluster.add(writer, "x" + i, "e");
      cluster.pass(100);
    }
    cluster.pass(20_000);
    assertThat(states()).containsExactly(ReplicaState.IN_SYNC);
    assertThat(cluster.node("n2").documents()).isEqualTo(cluster.node("n1").documents());
    assertThat(cluster.node("n2").documents()).hasSize(58);
  }

  @Test
  void aNewWriterGoesOn() {
    IndexWriter dead = cluster.writer();
    cluster.pass(10);
    cluster.node("n2").down = true;
    for (String id : List.of("a", "b", "c", "d", "e")) {
      cluster.add(dead, id);
    }
    cluster.pass(5_000);
    assertThat(states()).contains(ReplicaState.SYNCING);
    dead.close();
    IndexWriter next = cluster.successor(dead);
    cluster.pass(5_000);
    cluster.add(next, "f");
    cluster.node("n2").down = false;
    cluster.pass(20_000);
    assertThat(states()).containsExactly(ReplicaState.IN_SYNC);
    assertThat(cluster.node("n2").documents()).isEqualTo(cluster.node("n1").documents());
    assertThat(cluster.node("n2").documents()).hasSize(6);
  }

  @Test
  void aWriterThatDiesWhileItCopiesIsFollowedByOneThatEndsTheWork() {
    for (int at = 5_000; at < 9_000; at += 73) {
      FakeCluster once = new FakeCluster(2, 4, 2);
      IndexWriter dead = once.writer();
      once.pass(10);
      once.node("n2").down = true;
      for (String id : List.of("a", "b", "c", "d", "e")) {
        once.add(dead, id);
      }
      once.pass(5_000);
      once.node("n2").down = false;
      once.pass(at - 5_000);
      once.add(dead, "z", "a");
      once.pass(1);
      dead.close();
      IndexWriter next = once.successor(dead);
      once.add(next, "f");
      once.pass(30_000);
      assertThat(once.node("n2").documents()).isEqualTo(once.node("n1").documents());
      assertThat(
              once.coordinators.rows(once.index).stream()
                  .flatMap(List::stream)
                  .allMatch(replica -> replica.state() == ReplicaState.IN_SYNC))
          .isTrue();
    }
  }
}
