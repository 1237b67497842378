package miroir.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Faults on a whole cluster under load, one round each: every acknowledged write is in every
 * replica in sync, nothing else is, replicas are equal, no search fails. {@code scripts/chaos
 * faults} has all of them, and more rounds.
 */
class FaultsTest {
  private static final int PORT_BASE = 26_700;

  private static @Nullable Stage stage;

  @BeforeAll
  static void up() throws Exception {
    int shift = Integer.getInteger("miroir.test.portShift", 0);
    Stage.Make make = new Stage.Make(List.of(), "", "", PORT_BASE + shift);
    Path data = Path.of("target", "faults").toAbsolutePath();
    Stage.clear(data, PORT_BASE + shift);
    stage = Stage.open(make, data, System.out::println);
  }

  @AfterAll
  static void down() throws Exception {
    if (stage != null) {
      stage.close();
    }
  }

  private static void happens(Fault fault) throws Exception {
    Figures figures = new Figures(fault);
    new Trial(Objects.requireNonNull(stage), fault, figures, System.out::println).run(1, 1);
    System.out.print(figures.line());
    assertThat(figures.violations()).as(String.join("\n", figures.answers())).isEmpty();
  }

  @Test
  void theWriterIsKilled() throws Exception {
    happens(Fault.WRITER_KILLED);
  }

  @Test
  void theWriterIsCutFromOneNode() throws Exception {
    happens(Fault.WRITER_CUT_FROM_NODE);
  }

  @Test
  void aNodeIsKilledInTheMiddleOfUploads() throws Exception {
    happens(Fault.NODE_KILLED);
  }

  @Test
  void everyConnectionIsResetOnce() throws Exception {
    happens(Fault.CONNECTIONS_RESET);
  }

  @Test
  void aNodeIsDrainedAndTakesItsShareAgain() throws Exception {
    happens(Fault.NODE_DRAINED);
  }

  @Test
  void theLeaderIsKilledWhileANodeIsDrained() throws Exception {
    happens(Fault.LEADER_KILLED_IN_DRAIN);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Fault.named(List.of("writer-kiled")))
        .hasMessageStartingWith("no fault writer-kiled (expected: writer-killed, writer-frozen,");
  }
}
