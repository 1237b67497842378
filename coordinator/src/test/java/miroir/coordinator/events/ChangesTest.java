package miroir.coordinator.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.machine.ClusterContext;
import miroir.machine.State;
import miroir.topology.NodeStatus;
import org.junit.jupiter.api.Test;

/** Promise: every change of a replica, lease, session and node is one line of the event log. */
class ChangesTest {
  private final ClusterContext context = ClusterContext.withNodes(2);

  private List<String> since(State before) {
    return Changes.between(before, context.state()).stream().map(Event::text).toList();
  }

  @Test
  void aNewIndexTellsOfItsReplicasAndItsLease() {
    State before = context.state();
    long id = context.index("films", 4, 2);
    assertThat(since(before))
        .containsExactly(
            "kind=lease to=granted index=films id=" + id + " epoch=1 gateway=g1",
            "kind=lease to=active index=films id=" + id + " epoch=1 gateway=g1",
            "kind=replica to=IN_SYNC index=films id=1 group=default node=n1 from=NONE shards=0-3",
            "kind=replica to=IN_SYNC index=films id=1 group=default node=n2 from=NONE shards=0-3");
  }

  @Test
  void aReplicaThatMissedAWriteIsToldWithItsShards() {
    long id = context.index("films", 4, 2);
    State before = context.state();
    SlotSet missed = SlotSet.ofShard(1, 4).or(SlotSet.ofShard(3, 4));
    context.accept(new Command.TakeOut(id, 1, "n2", missed, SlotSet.NONE));
    assertThat(since(before))
        .containsExactly(
            "kind=replica to=SYNCING index=films id=1 group=default node=n2 from=IN_SYNC"
                + " shards=1,3");
  }

  @Test
  void aGatewayThatDiesEndsItsSessionAndItsLeases() {
    context.index("films", 4, 2);
    State before = context.state();
    context.accept(new Command.EndSession("g1", "g1-a"));
    assertThat(since(before))
        .containsExactly(
            "kind=session to=ended gateway=g1 incarnation=g1-a why=\"silent, or it left\"",
            "kind=lease to=ended index=films id=1 epoch=1 gateway=g1");
  }

  @Test
  void aLeaseThatIsGivenBackIsReleased() {
    long id = context.index("films", 4, 2);
    State before = context.state();
    context.accept(new Command.ReleaseLease(id, 1, Sorted.empty()));
    context.session("g2");
    assertThat(since(before))
        .containsExactly(
            "kind=session to=began gateway=g2 incarnation=g2-a",
            "kind=lease to=released index=films id=1 epoch=1 gateway=g1");
  }

  @Test
  void aShardWhoseLastCopyIsGoneIsLost() {
    long id = context.index("films", 4, 2);
    context.accept(new Command.TakeOut(id, 1, "n2", SlotSet.ofShard(1, 4), SlotSet.NONE));
    State before = context.state();
    context.accept(
        new Command.ObserveNode("n1", NodeStatus.UP, NodeStatus.REPLACED, "m1", "another"));
    assertThat(since(before))
        .containsExactly(
            "kind=node to=REPLACED node=n1 from=UP detail=another",
            "kind=replica to=LOST index=films id=1 group=default node=n1 from=IN_SYNC shards=1");
  }

  @Test
  void whatDoesNotChangeIsNotTold() {
    long id = context.index("films", 4, 2);
    State before = context.state();
    context.accept(
        new Command.RegisterTasks(
            id, 1, List.of(ClusterContext.write(0, java.util.Map.of())), Sorted.empty()));
    assertThat(since(before)).isEmpty();
  }
}
