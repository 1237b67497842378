package miroir.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.TaskStatus;
import miroir.topology.Position;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** Names are never reused, attempts are abandoned with theirs, late members have all to copy. */
class MemberCommandsTest {
  private final ClusterContext cluster = ClusterContext.withNodes(3);

  @Test
  void everyAttemptAndEveryCutTakesAFreshName() {
    long id = cluster.accept(new Command.CreateIndex("films", null, 4, 2, true)).number();
    Set<Long> names = new HashSet<>();
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(names.add(cluster.accept(new Command.BeginMember(id, "n1")).number())).isTrue();
    }
    long abandoned = names.iterator().next();
    cluster.refuse(Rejection.STALE, new Command.MemberReady(id, "n1", abandoned, Position.START));
    cluster.members(id);
    cluster.accept(new Command.GrantLease(id, "g1", "g1-a"));
    for (int cut = 0; cut < 3; cut++) {
      assertThat(names.add(cluster.accept(new Command.BeginCut(id, 1, "n1")).number())).isTrue();
    }
  }

  @Test
  void anIndexIsCreatedOnceEachShardHasAReadyMember() {
    long id = cluster.accept(new Command.CreateIndex("films", null, 4, 2, true)).number();
    assertThat(cluster.state().tasks().find(0).orElseThrow().status())
        .isEqualTo(TaskStatus.ENQUEUED);
    cluster.refuse(Rejection.NOT_READY, new Command.GrantLease(id, "g1", "g1-a"));
    cluster.members(id);
    assertThat(cluster.state().tasks().find(0).orElseThrow().status())
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void aMemberThatIsReadyAfterTheFirstLeaseHasEverySlotToCopy() {
    long id = cluster.accept(new Command.CreateIndex("films", null, 4, 2, false)).number();
    for (String node : List.of("n1", "n2")) {
      long cut = cluster.accept(new Command.BeginMember(id, node)).number();
      cluster.accept(new Command.MemberReady(id, node, cut, Position.START));
    }
    cluster.accept(new Command.GrantLease(id, "g1", "g1-a"));
    long cut = cluster.accept(new Command.BeginMember(id, "n3")).number();
    cluster.accept(new Command.MemberReady(id, "n3", cut, Position.START));
    assertThat(cluster.member(id, "n3").dirty()).isEqualTo(SlotSet.ALL);
    assertThat(cluster.rows(id).stream())
        .allSatisfy(
            row ->
                row.stream()
                    .filter(replica -> replica.node().equals("n3"))
                    .forEach(
                        replica -> assertThat(replica.state()).isEqualTo(ReplicaState.SYNCING)));
  }

  @Test
  void onlyTheHolderCutsAndOnlyTheNewestCutEnds() {
    long id = cluster.index("films", 4, 2);
    long first = cluster.accept(new Command.BeginCut(id, 1, "n1")).number();
    long second = cluster.accept(new Command.BeginCut(id, 1, "n1")).number();
    cluster.refuse(
        Rejection.STALE, new Command.EndCut(id, 1, "n1", first, Position.START, SlotSet.NONE));
    cluster.refuse(Rejection.STALE, new Command.BeginCut(id, 2, "n1"));
    cluster.accept(new Command.EndCut(id, 1, "n1", second, Position.START, SlotSet.NONE));
    cluster.accept(new Command.ForgetNames(id, 1, "n1", second));
    assertThat(cluster.member(id, "n1").names()).containsExactly(second);
  }
}
