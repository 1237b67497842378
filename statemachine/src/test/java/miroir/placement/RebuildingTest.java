package miroir.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.machine.ClusterContext;
import miroir.topology.Index;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** What a node held that is gone for good is held elsewhere (protocol.md, Node dies). */
class RebuildingTest {
  private final ClusterContext context = ClusterContext.withNodes(4);
  private final Index index = context.index(context.index("films", 8, 2));

  private List<Node> nodes() {
    return List.copyOf(context.state().nodes().values());
  }

  private static long replicas(Index index, String node) {
    return rows(index).stream()
        .flatMap(List::stream)
        .filter(replica -> replica.node().equals(node))
        .count();
  }

  private static List<List<Replica>> rows(Index index) {
    return Objects.requireNonNull(index.placement().get("default"));
  }

  @Test
  void everyShardHasAsManyCopiesAsBeforeAndNoneOnTheNodeThatIsGone() {
    Index next = Rebuilding.elsewhere(index, "n1", nodes()).orElseThrow();
    assertThat(replicas(next, "n1")).isZero();
    assertThat(next.members()).doesNotContainKey("n1");
    for (int shard = 0; shard < 8; shard++) {
      assertThat(rows(next).get(shard).stream().map(Replica::node).distinct()).hasSize(2);
    }
    assertThat(
            List.of(replicas(next, "n2"), replicas(next, "n3"), replicas(next, "n4")).stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow())
        .isLessThanOrEqualTo(6);
  }

  /** I4: what is placed elsewhere is in sync only when it has been copied. */
  @Test
  void whatIsPlacedElsewhereIsDirtyThereAndNotInSync() {
    Index next = Rebuilding.elsewhere(index, "n1", nodes()).orElseThrow();
    for (int shard = 0; shard < 8; shard++) {
      List<String> before = rows(index).get(shard).stream().map(Replica::node).toList();
      for (Replica replica : rows(next).get(shard)) {
        if (!before.contains(replica.node())) {
          assertThat(replica.state()).isEqualTo(ReplicaState.SYNCING);
          SlotSet dirty = Objects.requireNonNull(next.members().get(replica.node())).dirty();
          assertThat(SlotSet.ofShard(shard, 8).minus(dirty).isEmpty()).isTrue();
        }
      }
    }
  }

  @Test
  void aNodeWithALastCopyInSyncKeepsAllOfTheIndex() {
    Index torn = alone(index, "n1");
    assertThat(Rebuilding.elsewhere(torn, "n1", nodes())).isEmpty();
  }

  /** All but one copy of one shard of a node are out of sync. */
  private static Index alone(Index index, String node) {
    int at =
        (int)
            rows(index).stream()
                .takeWhile(row -> row.stream().noneMatch(one -> one.node().equals(node)))
                .count();
    return index.withReplicas(
        (shard, replica) ->
            shard == at && !replica.node().equals(node)
                ? replica.in(ReplicaState.SYNCING)
                : replica);
  }

  @Test
  void nothingMovesWhereNobodyElseCanTakeIt() {
    context.accept(new Command.ObserveNode("n4", NodeStatus.UP, NodeStatus.DOWN, "m4", ""));
    context.accept(new Command.ObserveNode("n3", NodeStatus.UP, NodeStatus.DOWN, "m3", ""));
    assertThat(Rebuilding.elsewhere(index, "n1", nodes())).isEmpty();
  }

  @Test
  void whoHoldsNothingHasNothingToGive() {
    Index empty = index.placed(Sorted.copyOf(Map.of("default", without("n1"))));
    assertThat(Rebuilding.elsewhere(empty, "n1", nodes())).isEmpty();
  }

  private List<List<Replica>> without(String node) {
    return rows(index).stream()
        .map(row -> row.stream().filter(replica -> !replica.node().equals(node)).toList())
        .toList();
  }
}
