package miroir.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.machine.ClusterContext;
import miroir.machine.State;
import org.junit.jupiter.api.Test;

/** A view brought forward by deltas equals the view of the state, at every step. */
class RoutingDeltaTest {
  @Test
  void deltasLeadFromAnyViewToAnyLaterOne() {
    ClusterContext cluster = ClusterContext.withNodes(3);
    RoutingView first = RoutingView.of(cluster.state());
    RoutingView followed = first;
    long index = cluster.index("films", 64, 2);
    followed = follow(followed, cluster.state());
    cluster.index("books", 8, 1);
    followed = follow(followed, cluster.state());
    cluster.accept(new Command.BeginCut(index, 1, "n1"));
    followed = follow(followed, cluster.state());
    cluster.accept(new Command.DeleteIndex(index, 0));
    followed = follow(followed, cluster.state());
    assertThat(followed.indexes()).doesNotContainKey(index);
    RoutingView last = RoutingView.of(cluster.state());
    assertThat(RoutingDelta.between(first, last).applyTo(first)).isEqualTo(last);
  }

  private static RoutingView follow(RoutingView view, State state) {
    RoutingView now = RoutingView.of(state);
    assertThat(now.epoch()).isGreaterThan(view.epoch());
    RoutingView next = RoutingDelta.between(view, now).applyTo(view);
    assertThat(next).isEqualTo(now);
    return next;
  }

  @Test
  void aDeltaForAnotherViewIsRefused() {
    ClusterContext cluster = ClusterContext.withNodes(1);
    RoutingView first = RoutingView.of(cluster.state());
    cluster.index("films", 1, 1);
    RoutingDelta delta = RoutingDelta.between(first, RoutingView.of(cluster.state()));
    assertThatThrownBy(() -> delta.applyTo(RoutingView.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChangeOfTasksAloneKeepsTheEpoch() {
    ClusterContext cluster = ClusterContext.withNodes(3);
    long index = cluster.index("films", 4, 2);
    long epoch = cluster.state().routingEpoch();
    cluster.accept(
        new Command.RegisterTasks(
            index, 1, List.of(ClusterContext.write(0, java.util.Map.of())), Sorted.empty()));
    assertThat(cluster.state().routingEpoch()).isEqualTo(epoch);
  }
}
