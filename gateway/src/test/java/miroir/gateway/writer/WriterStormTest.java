package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import miroir.machine.TaskRow;
import miroir.topology.ReplicaState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lost answers, lost replies, unreachable nodes and take-overs; when they stop, every write
 * took effect at most once and in order, every task has ended, and every copy is in sync and equal.
 */
class WriterStormTest {
  private final Map<String, List<WriteResult>> told = new HashMap<>();
  private final Random random = new Random();
  private final FakeCluster cluster = new FakeCluster(2, 1, 2);
  private IndexWriter writer = cluster.writer();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void whenFaultsStopCopiesAreEqual(long seed) {
    random.setSeed(seed);
    for (int step = 0; step < 200; step++) {
      disturb();
      cluster.pass(random.nextInt(40));
    }
    calm();
    cluster.pass(30_000);
    for (String node : List.of("n1", "n2")) {
      List<String> log = cluster.node(node).log();
      assertThat(new HashSet<>(log)).hasSameSizeAs(log);
      assertThat(log).isSortedAccordingTo((a, b) -> id(a).compareTo(id(b)));
    }
    assertThat(writer.isClosed()).isFalse();
    assertThat(writer.isActive()).isTrue();
    assertThat(cluster.tasks()).allMatch(task -> task.status().terminal());
    assertThat(cluster.tasks().stream().map(WriterStormTest::id)).doesNotHaveDuplicates();
    assertThat(cluster.coordinators.rows(cluster.index).get(0))
        .as("every member is brought back")
        .allMatch(replica -> replica.state() == ReplicaState.IN_SYNC);
    assertThat(cluster.node("n1").documents()).isEqualTo(cluster.node("n2").documents());
    everyAcknowledgedWriteIsThere();
    assertThat(writer.unregistered()).isZero();
  }

  /** By its own log or by a copy: an acknowledged write has had its effect everywhere. */
  private void everyAcknowledgedWriteIsThere() {
    Set<Long> failed =
        cluster.tasks().stream()
            .filter(task -> task.error() != null)
            .map(TaskRow::uid)
            .collect(Collectors.toSet());
    told.forEach(
        (id, answers) -> {
          for (WriteResult answer : answers) {
            if (answer instanceof WriteResult.Registered registered
                && !failed.contains(registered.taskUid())) {
              assertThat(cluster.node("n1").documents()).containsKey(id);
            }
          }
        });
  }

  private static WriteId id(TaskRow task) {
    return new WriteId(task.leaseEpoch(), task.seq());
  }

  private static WriteId id(String text) {
    String[] parts = text.split("\\.", -1);
    return new WriteId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  private void disturb() {
    FakeNode node = cluster.node(random.nextBoolean() ? "n1" : "n2");
    switch (random.nextInt(20)) {
      case 0 -> node.loseAnswers = true;
      case 1 -> node.down = true;
      case 2 -> node.held = true;
      case 3 -> cluster.loseReplies = true;
      case 4 -> cluster.pass(random.nextInt(3_000));
      case 5 -> {
        if (random.nextInt(3) == 0) {
          writer.close();
          writer = cluster.successor(writer);
        }
      }
      case 6, 7, 8, 9 -> calm();
      default -> {
        String id = "own" + told.size();
        told.put(id, cluster.add(writer, "d" + random.nextInt(5), id));
      }
    }
  }

  private void calm() {
    cluster.loseReplies = false;
    for (String id : List.of("n1", "n2")) {
      FakeNode node = cluster.node(id);
      node.loseAnswers = false;
      node.down = false;
      node.held = false;
    }
  }
}
