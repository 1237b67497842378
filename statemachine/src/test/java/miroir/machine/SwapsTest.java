package miroir.machine;

import static miroir.machine.ClusterContext.finish;
import static miroir.machine.ClusterContext.succeeded;
import static miroir.machine.ClusterContext.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Swap;
import miroir.command.TaskKind;
import org.junit.jupiter.api.Test;

/** Promise: while exchanges of names wait for tasks, every name that is there leads somewhere. */
class SwapsTest {
  private final ClusterContext cluster = ClusterContext.withNodes(2);
  private final long films = cluster.index("films", 4, 2);
  private final long fresh = cluster.index("new", 4, 2);

  private long unfinished(long index, long seq) {
    return cluster
        .accept(new Command.RegisterTasks(index, 1, List.of(write(seq, Map.of())), Sorted.empty()))
        .number();
  }

  private void swap(String left, String right) {
    cluster.accept(
        new Command.SwapIndexes(List.of(new Swap(left, right, false)), TaskKind.INDEX_SWAP, "{}"));
  }

  /** Import, swap, delete, without waiting: as one replaces an index. */
  @Test
  void anIndexIsReadWhenTheOneThatItReplacesIsDeletedBeforeTheExchangeHasEnded() {
    long task = unfinished(fresh, 0);
    swap("films", "new");
    assertThat(cluster.state().readNames()).containsEntry("films", films);
    cluster.accept(new Command.DeleteIndex(films, 0));
    assertThat(cluster.state().readNames())
        .containsOnly(Map.entry("films", fresh))
        .isEqualTo(cluster.state().names());
    cluster.accept(finish(fresh, 1, succeeded(task)));
    assertThat(cluster.state().readNames()).isEqualTo(cluster.state().names());
    assertThat(cluster.state().swaps()).isEmpty();
  }

  @Test
  void anIndexThatIsMadeWhileExchangesWaitIsReadAllTheTime() {
    long first = unfinished(films, 0);
    swap("films", "new");
    long second = unfinished(films, 1);
    swap("films", "new");
    long other = cluster.index("other", 1, 1);
    assertThat(cluster.state().readNames()).containsEntry("other", other);
    cluster.accept(finish(films, 1, succeeded(first)));
    assertThat(cluster.state().readNames())
        .containsEntry("other", other)
        .containsEntry("films", fresh)
        .containsEntry("new", films);
    cluster.accept(finish(films, 1, succeeded(second)));
    assertThat(cluster.state().readNames()).isEqualTo(cluster.state().names());
  }

  @Test
  void anExchangeThatReadsFollowedEarlyDoesNotComeBack() {
    long third = cluster.index("third", 1, 1);
    long first = unfinished(films, 0);
    swap("films", "new");
    long second = unfinished(third, 0);
    swap("new", "third");
    cluster.accept(new Command.DeleteIndex(third, 0));
    assertThat(cluster.state().readNames()).isEqualTo(cluster.state().names());
    cluster.accept(finish(films, 1, succeeded(first)));
    assertThat(cluster.state().readNames()).isEqualTo(cluster.state().names());
    assertThat(cluster.state().tasks().find(second).orElseThrow().status().terminal()).isTrue();
  }
}
