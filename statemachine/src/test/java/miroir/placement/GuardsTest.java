package miroir.placement;

import static miroir.placement.PlacementContext.created;
import static miroir.placement.PlacementContext.inSync;
import static miroir.placement.PlacementContext.index;
import static miroir.placement.PlacementContext.node;
import static miroir.placement.PlacementContext.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miroir.cluster.Sorted;
import miroir.topology.Index;
import miroir.topology.Node;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** What would lose documents, or leave nobody to hold them, is refused with a sentence. */
class GuardsTest {
  private static final Replica BEHIND = new Replica("m1", ReplicaState.SYNCING);

  private static List<Node> twoGroups() {
    List<Node> nodes = new ArrayList<>(nodes(2, false));
    nodes.add(node("m1", "b", 1));
    return nodes;
  }

  /** Two shards: {@code b} has the first of them in sync, and the second as is said. */
  private static Index index2(Replica second) {
    return index(2, 1)
        .placed(
            Sorted.copyOf(
                Map.of(
                    "a", List.of(List.of(inSync("n1")), List.of(inSync("n2"))),
                    "b", List.of(List.of(inSync("m1")), List.of(second)))));
  }

  @Test
  void aNodeAmongOthersMayBeDrained() {
    assertThat(Guards.drainNode("n1", twoGroups())).isEmpty();
  }

  @Test
  void theLastNodeOfAGroupMayNotBeDrained() {
    assertThat(Guards.drainNode("m1", twoGroups()))
        .hasValue("Node m1 is the last of group b: remove the group instead.");
    assertThat(Guards.removeNode("m1", List.of(), twoGroups())).isPresent();
  }

  @Test
  void whoIsNotThereIsNotDrained() {
    assertThat(Guards.drainNode("n9", twoGroups())).hasValue("There is no node n9.");
    assertThat(Guards.drainGroup("c", List.of(), twoGroups())).hasValue("There is no group c.");
    assertThat(Guards.removeGroup("c", List.of(), twoGroups())).hasValue("There is no group c.");
  }

  @Test
  void theLastGroupMayNotBeDrained() {
    assertThat(Guards.drainGroup("a", List.of(), nodes(2, false)))
        .hasValue("Group a is the last one.");
    assertThat(Guards.removeGroup("a", List.of(), nodes(2, false)))
        .hasValue("Group a is the last one.");
  }

  @Test
  void aNodeThatHoldsReplicasInSyncMayNotBeRemoved() {
    Index index = index2(BEHIND);
    assertThat(Guards.removeNode("n1", List.of(index), twoGroups()))
        .hasValue("Node n1 still holds replicas in sync, 1 in all, some of index 7: drain it.");
    Index drained =
        index.withReplicas(
            (shard, one) ->
                one.node().equals("n1") ? new Replica("n2", ReplicaState.SYNCING) : one);
    assertThat(Guards.removeNode("n1", List.of(drained), twoGroups())).isEmpty();
  }

  @Test
  void aGroupThatHoldsReplicasInSyncMayNotBeRemoved() {
    assertThat(Guards.removeGroup("b", List.of(index2(BEHIND)), twoGroups()))
        .hasValue("Group b still holds replicas in sync, 1 in all, some of index 7: drain it.");
    Index drained = created(64, 2, nodes(2, false));
    assertThat(Guards.removeGroup("b", List.of(drained), twoGroups())).isEmpty();
  }

  @Test
  void aGroupWithTheLastCopyInSyncOfAShardMayNotBeDrained() {
    assertThat(Guards.drainGroup("a", List.of(index2(inSync("m1"))), twoGroups())).isEmpty();
    assertThat(Guards.drainGroup("a", List.of(index2(BEHIND)), twoGroups()))
        .hasValue(
            "Shard 1 of index 7 has its last copy in sync on group a: wait until another is in"
                + " sync.");
    assertThat(Guards.drainGroup("b", List.of(index2(BEHIND)), twoGroups())).isEmpty();
  }

  /** There is nothing that could be lost with the group. */
  @Test
  void aShardThatIsInSyncNowhereIsNoReasonToKeepAGroup() {
    Index lost =
        index2(BEHIND)
            .withReplicas((shard, one) -> shard == 1 ? one.in(ReplicaState.OUT_OF_SYNC) : one);
    assertThat(Guards.drainGroup("a", List.of(lost), twoGroups())).isEmpty();
  }

  @Test
  void theLastCopyInSyncOfAShardMayNotBeDropped() {
    Index index = index2(BEHIND);
    assertThat(Guards.dropCopy(index, 0, "n1")).as("m1 has it too").isEmpty();
    assertThat(Guards.dropCopy(index, 1, "m1")).as("it is behind").isEmpty();
    assertThat(Guards.dropCopy(index, 1, "n2"))
        .hasValue(
            "Shard 1 of index 7 has its last copy in sync on node n2: wait until another is in"
                + " sync.");
  }
}
