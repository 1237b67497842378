package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import miroir.cluster.Slot;
import miroir.command.TaskStatus;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.SettingsPatch;
import miroir.machine.TaskRow;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/**
 * Promise: an operator can give up a write that does not get on. It is told as failed with an
 * unknown outcome, no shard loses its last copy in sync, and all copies are equal again in the end.
 */
class GivingUpTest {
  private final FakeCluster cluster = new FakeCluster(2, 1, 2);
  private final IndexWriter writer = cluster.writer();

  private ReplicaState stateOf(String node) {
    return cluster.coordinators.rows(cluster.index).stream()
        .flatMap(List::stream)
        .filter(replica -> replica.node().equals(node))
        .map(Replica::state)
        .findFirst()
        .orElseThrow();
  }

  private TaskRow lastTask() {
    List<TaskRow> tasks = cluster.tasks();
    return tasks.get(tasks.size() - 1);
  }

  private void assertGivenUp(TaskRow task) {
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(Objects.requireNonNull(task.error()))
        .contains("miroir_outcome_unknown")
        .contains("node is ill");
  }

  private void assertAllEqualInTheEnd() {
    for (String node : List.of("n1", "n2")) {
      cluster.node(node).held = false;
      cluster.node(node).down = false;
    }
    cluster.pass(60_000);
    assertThat(stateOf("n1")).isEqualTo(ReplicaState.IN_SYNC);
    assertThat(stateOf("n2")).isEqualTo(ReplicaState.IN_SYNC);
    assertThat(cluster.node("n2").documents()).isEqualTo(cluster.node("n1").documents());
    cluster.add(writer, "later");
    cluster.pass(1_000);
    assertThat(lastTask().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  private GivenUp giveUp(String document) {
    return writer.upkeep.givingUp().slot(Slot.of(document), "node is ill");
  }

  @Test
  void aNodeThatDoesNotWorkARegisteredWriteOffIsTakenOut() {
    cluster.pass(10);
    cluster.node("n2").held = true;
    cluster.add(writer, "a");
    cluster.pass(40_000);
    assertThat(lastTask().status().terminal()).isFalse();
    GivenUp given = writer.upkeep.givingUp().task(lastTask().uid(), "node is ill");
    assertThat(given.done()).as(given.said()).isTrue();
    cluster.pass(1_000);
    assertGivenUp(lastTask());
    assertThat(stateOf("n1")).isEqualTo(ReplicaState.IN_SYNC);
    assertThat(stateOf("n2")).isEqualTo(ReplicaState.SYNCING);
    assertAllEqualInTheEnd();
    assertThat(cluster.node("n1").documents()).containsKey("a");
  }

  @Test
  void aLastCopyThatDoesNotWorkARegisteredWriteOffStaysInSync() {
    cluster.pass(10);
    cluster.node("n2").down = true;
    cluster.add(writer, "a");
    cluster.pass(3_000);
    cluster.node("n1").held = true;
    cluster.add(writer, "b");
    cluster.pass(40_000);
    assertThat(giveUp("b").done()).isTrue();
    cluster.pass(1_000);
    assertGivenUp(lastTask());
    assertThat(stateOf("n1")).isEqualTo(ReplicaState.IN_SYNC);
    assertAllEqualInTheEnd();
    assertThat(cluster.node("n1").documents()).containsKey("b");
  }

  /** Each may have it or not, so only one of them can be what counts. */
  @Test
  void ofSeveralCopiesThatHaveNotEndedItOneStaysInSync() {
    cluster.pass(10);
    cluster.node("n1").held = true;
    cluster.node("n2").held = true;
    cluster.add(writer, "a");
    cluster.pass(40_000);
    assertThat(giveUp("a").done()).isTrue();
    cluster.pass(1_000);
    assertGivenUp(lastTask());
    assertThat(List.of(stateOf("n1"), stateOf("n2")))
        .containsExactlyInAnyOrder(ReplicaState.IN_SYNC, ReplicaState.SYNCING);
    assertAllEqualInTheEnd();
  }

  @Test
  void aWriteThatALastCopyDoesNotTakeFreesTheQueueBehindIt() {
    cluster.pass(10);
    cluster.node("n2").down = true;
    cluster.add(writer, "a");
    cluster.pass(3_000);
    cluster.node("n1").down = true;
    List<WriteResult> told = cluster.add(writer, "b");
    cluster.pass(40_000);
    assertThat(told.toString()).contains("miroir_outcome_unknown");
    assertThat(writer.unregistered()).isEqualTo(1);
    GivenUp given = giveUp("b");
    assertThat(given.done()).as(given.said()).isTrue();
    cluster.pass(1_000);
    assertThat(writer.unregistered()).isZero();
    assertGivenUp(lastTask());
    assertThat(stateOf("n1")).isEqualTo(ReplicaState.IN_SYNC);
    assertAllEqualInTheEnd();
    assertThat(cluster.node("n1").documents()).doesNotContainKey("b");
  }

  /** Nothing would say which settings count. */
  @Test
  void settingsThatALastCopyHasNotAnsweredAreNotGivenUp() {
    cluster.pass(10);
    cluster.node("n2").down = true;
    cluster.add(writer, "a");
    cluster.pass(3_000);
    cluster.node("n1").down = true;
    JsonNode patch = Json.object().put("searchCutoffMs", 100);
    writer.submit(
        new WriteRequest.ChangeSettings(SettingsPatch.parse(patch), patch.toString()),
        null,
        1,
        told -> {});
    cluster.pass(3_000);
    GivenUp given = giveUp("a");
    assertThat(given.done()).isFalse();
    assertThat(given.said()).contains("changes settings");
    assertAllEqualInTheEnd();
  }

  @Test
  void whatIsNotUnderWayIsNotGivenUp() {
    cluster.pass(10);
    cluster.add(writer, "a");
    cluster.pass(1_000);
    assertThat(giveUp("a").done()).isFalse();
    assertThat(writer.upkeep.givingUp().task(lastTask().uid(), "node is ill").done()).isFalse();
    assertThat(lastTask().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }
}
