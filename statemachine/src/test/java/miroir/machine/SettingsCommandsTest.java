package miroir.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Registration;
import miroir.command.Rejection;
import miroir.command.TaskKind;
import miroir.routing.RoutingView;
import org.junit.jupiter.api.Test;

/** Promise: a drift is told to the writer once, and again only when it is found again. */
class SettingsCommandsTest {
  private final ClusterContext cluster = ClusterContext.withNodes(2);
  private final long films = cluster.index("films", 4, 2);

  private long drift() {
    return Objects.requireNonNull(RoutingView.of(cluster.state()).indexes().get(films))
        .settingsDrift();
  }

  private void observe(String node, String digest, boolean drifted) {
    cluster.accept(new Command.ObserveSettings(films, node, 0, digest, drifted));
  }

  @Test
  void whatIsInOrderIsNoNewsForGateways() {
    long epoch = cluster.state().routingEpoch();
    observe("n1", "d", false);
    observe("n2", "d", false);
    assertThat(drift()).isZero();
    assertThat(cluster.state().routingEpoch()).isEqualTo(epoch);
  }

  @Test
  void eachFindingHasANumberOfItsOwnUntilTheWriterHasAnswered() {
    observe("n1", "d", false);
    observe("n1", "e", true);
    long first = drift();
    assertThat(first).isPositive();
    observe("n2", "e", true);
    long second = drift();
    assertThat(second).isNotEqualTo(first).isPositive();
    cluster.refuse(Rejection.STALE, new Command.RestoreSettings(films, 1, first));
    assertThat(drift()).isEqualTo(second);
    cluster.accept(new Command.RestoreSettings(films, 1, second));
    assertThat(drift()).isZero();
    observe("n1", "e", true);
    assertThat(drift()).isNotIn(0L, first, second);
  }

  @Test
  void nothingIsFoundWhileSettingsAreBeingChanged() {
    Registration settings =
        new Registration(0, TaskKind.SETTINGS_UPDATE, "{}", null, List.of(), "{}", Sorted.empty());
    cluster.accept(new Command.RegisterTasks(films, 1, List.of(settings), Sorted.empty()));
    cluster.refuse(Rejection.STALE, new Command.ObserveSettings(films, "n1", 0, "d", true));
    cluster.refuse(Rejection.STALE, new Command.ObserveSettings(films, "n1", 1, "d", true));
    assertThat(drift()).isZero();
  }
}
