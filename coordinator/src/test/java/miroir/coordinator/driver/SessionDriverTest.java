package miroir.coordinator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import miroir.command.Command;
import miroir.command.OperationId;
import miroir.command.Reply;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.machine.ClusterContext;
import miroir.topology.Lease;
import org.junit.jupiter.api.Test;

/** Free leases go to whoever holds the fewest, and to nobody who is about to stop. */
class SessionDriverTest {
  private final ClusterContext context = ClusterContext.withNodes(3);
  private final Published published = new Published();
  private final Set<String> over = new HashSet<>();
  private final Set<String> stopping = new HashSet<>();
  private final List<Long> indexes = new ArrayList<>();
  private final SessionDriver driver =
      new SessionDriver(published, new OnPaper(), new Book(), () -> 0);

  /** Commits at once. */
  private final class OnPaper implements Proposer {
    @Override
    public CompletableFuture<Reply> propose(Command command) {
      Reply reply = context.apply(command);
      published.publish(1, 1, context.state());
      return CompletableFuture.completedFuture(reply);
    }

    @Override
    public CompletableFuture<Reply> propose(OperationId id, Command command) {
      return propose(command);
    }
  }

  private final class Book implements SessionDriver.Heard {
    @Override
    public boolean isOver(String gateway, String incarnation) {
      return over.contains(gateway);
    }

    @Override
    public boolean takesLeases(String gateway, String incarnation) {
      return !over.contains(gateway) && !stopping.contains(gateway);
    }
  }

  private void make(int count) {
    for (int i = 0; i < count; i++) {
      indexes.add(context.index("index" + indexes.size(), 1, 2));
    }
  }

  private List<String> holders() {
    return indexes.stream()
        .map(id -> context.state().leases().getOrDefault(id, Lease.NONE).holder())
        .sorted()
        .toList();
  }

  private void step() {
    published.publish(1, 1, context.state());
    driver.step();
  }

  @Test
  void leasesOfAGatewayThatEndedGoEvenlyToTheOthers() {
    make(6);
    context.session("g2").session("g3");
    over.add("g1");
    step();
    assertThat(holders()).containsExactly("g2", "g2", "g2", "g3", "g3", "g3");
  }

  @Test
  void whoIsAboutToStopGetsNone() {
    make(2);
    context.session("g2").session("g3");
    over.add("g1");
    stopping.add("g3");
    step();
    assertThat(holders()).containsExactly("g2", "g2");
  }

  @Test
  void withoutAGatewayTheyStayFree() {
    make(1);
    over.add("g1");
    step();
    assertThat(holders()).containsExactly("");
    over.clear();
    context.session("g2");
    step();
    assertThat(holders()).containsExactly("g2");
  }
}
