package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.TaskStatus;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.SettingsPatch;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** Promises of the writer: each write once, in order, told truly, whoever loses what. */
class IndexWriterTest {
  private final FakeCluster cluster = new FakeCluster(2, 1, 2);

  private void allSucceeded(int count) {
    assertThat(cluster.tasks()).hasSize(count);
    assertThat(cluster.tasks()).allMatch(task -> task.status() == TaskStatus.SUCCEEDED);
  }

  private void inSync(FakeCluster some, int shards) {
    assertThat(some.coordinators.index(some.index).members().values())
        .allMatch(member -> member.dirty().isEmpty());
    for (int shard = 0; shard < shards; shard++) {
      assertThat(some.coordinators.index(some.index).hasInSync(shard)).isTrue();
    }
  }

  private static WriteRequest settings(String json) {
    return new WriteRequest.ChangeSettings(
        SettingsPatch.parse(Json.tree(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
        json);
  }

  /** It is definite that the node has nothing of it, so that no cut is needed. */
  @Test
  void aRequestThatNeverLeftIsSentAgainForAWhile() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.node("n2").down = true;
    List<WriteResult> told = cluster.add(writer, "a");
    cluster.pass(600);
    assertThat(told).isEmpty();
    cluster.node("n2").down = false;
    cluster.pass(1_000);
    assertThat(told).singleElement().isInstanceOf(WriteResult.Registered.class);
    assertThat(cluster.node("n2").log()).containsExactly("1.0");
    assertThat(cluster.coordinators.rows(cluster.index).stream().flatMap(List::stream))
        .allMatch(replica -> replica.state() == ReplicaState.IN_SYNC);
    // The name is that of its making: nothing was cut.
    assertThat(cluster.coordinators.member(cluster.index, "n2").names()).containsExactly(1L);
  }

  @Test
  void aWriteIsRegisteredAndSucceedsOnEveryCopy() {
    IndexWriter writer = cluster.writer();
    List<WriteResult> told = cluster.add(writer, "a");
    cluster.pass(1_000);
    assertThat(told).singleElement().isInstanceOf(WriteResult.Registered.class);
    allSucceeded(1);
    assertThat(cluster.node("n1").log()).containsExactly("1.0");
    assertThat(cluster.node("n2").log()).containsExactly("1.0");
    assertThat(cluster.coordinators.member(cluster.index, "n1").settled().uid()).isZero();
    inSync(cluster, 1);
  }

  @Test
  void aLostAnswerCutsTheLaneAndEachWriteArrivesOnce() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.node("n1").loseAnswers = true;
    List<WriteResult> first = cluster.add(writer, "a");
    List<WriteResult> second = cluster.add(writer, "b");
    cluster.pass(30);
    cluster.node("n1").loseAnswers = false;
    cluster.pass(3_000);
    assertThat(first).singleElement().isInstanceOf(WriteResult.Registered.class);
    assertThat(second).singleElement().isInstanceOf(WriteResult.Registered.class);
    assertThat(cluster.node("n1").log()).containsExactly("1.0", "1.1");
    assertThat(cluster.node("n2").log()).containsExactly("1.0", "1.1");
    allSucceeded(2);
    assertThat(cluster.coordinators.member(cluster.index, "n1").names()).hasSize(1);
    inSync(cluster, 1);
  }

  @Test
  void aTakeOverGoesOnWithRegisteredWritesAndRegistersTheOthers() {
    cluster.node("n1").held = true;
    cluster.node("n2").held = true;
    IndexWriter dead = cluster.writer();
    cluster.pass(10);
    cluster.add(dead, "a");
    cluster.pass(50);
    assertThat(cluster.tasks()).hasSize(1);
    cluster.add(dead, "b");
    cluster.pass(1);
    dead.close();
    IndexWriter next = cluster.successor(dead);
    cluster.pass(500);
    cluster.node("n1").held = false;
    cluster.node("n2").held = false;
    cluster.pass(3_000);
    assertThat(next.isActive()).isTrue();
    allSucceeded(2);
    assertThat(cluster.tasks().get(1).leaseEpoch()).isEqualTo(1);
    assertThat(cluster.tasks().get(1).seq()).isEqualTo(1);
    List<WriteResult> told = cluster.add(next, "c");
    cluster.pass(1_000);
    assertThat(told).singleElement().isInstanceOf(WriteResult.Registered.class);
    assertThat(cluster.node("n1").log()).containsExactly("1.0", "1.1", "2.1");
    assertThat(cluster.node("n2").log()).containsExactly("1.0", "1.1", "2.1");
    inSync(cluster, 1);
    // Nothing is registered again by the next one.
    next.close();
    cluster.successor(next);
    cluster.pass(3_000);
    allSucceeded(3);
  }

  @Test
  void aWriteThatOneCopyLacksIsToldAsUnknownAndNextWriterTellsTheSame() {
    cluster.node("n1").held = true;
    IndexWriter dead = cluster.writer();
    cluster.pass(10);
    cluster.node("n2").down = true;
    cluster.add(dead, "a");
    cluster.pass(5);
    dead.close();
    cluster.node("n2").down = false;
    IndexWriter second = cluster.successor(dead);
    cluster.pass(500);
    assertThat(cluster.tasks()).hasSize(1);
    second.close();
    cluster.successor(second);
    cluster.pass(500);
    cluster.node("n1").held = false;
    cluster.pass(3_000);
    assertThat(cluster.tasks()).hasSize(1);
    assertThat(cluster.tasks().get(0).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(cluster.tasks().get(0).error()).contains("miroir_outcome_unknown");
  }

  @Test
  void theLastCopysWritesWaitForItAndArriveOnceInOrder() {
    FakeCluster one = new FakeCluster(1, 1, 1);
    IndexWriter writer = one.writer();
    one.pass(10);
    one.node("n1").loseAnswers = true;
    List<WriteResult> first = one.add(writer, "a");
    one.pass(3_000);
    List<WriteResult> second = one.add(writer, "b");
    one.pass(1_000);
    assertThat(first).isEmpty();
    one.node("n1").loseAnswers = false;
    one.pass(8_000);
    assertThat(first).singleElement().isInstanceOf(WriteResult.Registered.class);
    assertThat(second).singleElement().isInstanceOf(WriteResult.Registered.class);
    assertThat(one.node("n1").log()).containsExactly("1.0", "1.1");
    assertThat(one.tasks()).hasSize(2);
    assertThat(one.tasks()).allMatch(task -> task.status() == TaskStatus.SUCCEEDED);
    inSync(one, 1);
  }

  @Test
  void aLostConfirmationIsLookedUpAndRegisteredOnce() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.loseReplies = true;
    List<WriteResult> told = cluster.add(writer, "a");
    cluster.pass(100);
    cluster.loseReplies = false;
    cluster.pass(2_000);
    assertThat(told).singleElement().isInstanceOf(WriteResult.Refused.class);
    allSucceeded(1);
  }

  @Test
  void aDocumentThatOneShardRefusesFailsTheTaskAndDirtiesNobody() {
    FakeCluster wide = new FakeCluster(2, 2, 1);
    IndexWriter writer = wide.writer();
    wide.pass(10);
    wide.node("n1").poison.put("bad", "invalid_document_fields");
    wide.node("n2").poison.put("bad", "invalid_document_fields");
    wide.add(writer, "bad", "a", "b", "c", "d", "e", "f");
    wide.pass(2_000);
    assertThat(wide.tasks()).hasSize(1);
    assertThat(wide.tasks().get(0).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(wide.tasks().get(0).error()).contains("invalid_document_fields");
    inSync(wide, 2);
  }

  @Test
  void aStaleWriterStopsAndItsSuccessorGoesOn() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.coordinators.accept(new Command.ReleaseLease(cluster.index, 1, Sorted.empty()));
    cluster.coordinators.accept(new Command.GrantLease(cluster.index, "g1", "g1-a"));
    cluster.add(writer, "a");
    cluster.pass(5_000);
    assertThat(writer.isClosed()).isTrue();
    IndexWriter next = cluster.writer();
    cluster.pass(2_000);
    assertThat(next.isActive()).isTrue();
    allSucceeded(1);
  }

  /** Promise: a planned stop tells every client what became of its write, and leaves none open. */
  @Test
  void aWriterThatLeavesRegistersWhatItTookAndTurnsTheRestAway() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    List<WriteResult> taken = cluster.add(writer, "a");
    writer.leave();
    assertThat(cluster.route().writer()).as("not before it is registered").isEqualTo("g1");
    List<WriteResult> late = cluster.add(writer, "b");
    cluster.pass(100);
    assertThat(taken).singleElement().isInstanceOf(WriteResult.Registered.class);
    assertThat(late).singleElement().isInstanceOf(WriteResult.NotTheWriter.class);
    assertThat(writer.isClosed()).isTrue();
    assertThat(cluster.route().writer()).isEmpty();
    cluster.coordinators.accept(new Command.GrantLease(cluster.index, "g1", "g1-a"));
    IndexWriter next = cluster.writer();
    cluster.pass(2_000);
    assertThat(next.isActive()).isTrue();
    allSucceeded(1);
  }

  @Test
  void aMemberThatIsCutLateIsComparedThen() {
    IndexWriter dead = cluster.writer();
    cluster.pass(10);
    cluster.node("n1").down = true;
    cluster.add(dead, "a");
    cluster.pass(5);
    dead.close();
    cluster.node("n1").down = false;
    cluster.node("n2").down = true;
    IndexWriter next = cluster.successor(dead);
    cluster.pass(3_000);
    assertThat(next.isActive()).isTrue();
    assertThat(cluster.tasks()).isEmpty();
    cluster.node("n2").down = false;
    cluster.pass(5_000);
    assertThat(cluster.node("n2").log()).as("it had what nobody knew").contains("1.0");
    assertThat(cluster.node("n2").documents()).as("it has lost it").isEmpty();
    inSync(cluster, 1);
  }

  @Test
  void settingsThatFailedAreAChangeWhenAskedForAgain() {
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    WriteRequest change = settings("{\"stopWords\":[\"the\"]}");
    for (String node : List.of("n1", "n2")) {
      cluster.node(node).poison.put("settings", "invalid_settings_stop_words");
    }
    writer.submit(change, null, 10, told -> {});
    writer.submit(settings("{\"synonyms\":{\"a\":[\"b\"]}}"), null, 10, told -> {});
    cluster.pass(500);
    assertThat(cluster.tasks().get(0).status()).isEqualTo(TaskStatus.FAILED);
    cluster.node("n1").poison.clear();
    cluster.node("n2").poison.clear();
    writer.submit(change, null, 10, told -> {});
    cluster.pass(500);
    assertThat(cluster.tasks().get(2).status()).isEqualTo(TaskStatus.SUCCEEDED);
    for (String node : List.of("n1", "n2")) {
      assertThat(cluster.node(node).settings())
          .anyMatch(sent -> sent.path("stopWords").path(0).asText().equals("the"));
    }
  }

  @Test
  void aNodeTaskOfJoinedWritesIsSettledWithTheLastOfThem() {
    FakeCluster wide = new FakeCluster(2, 2, 1);
    IndexWriter writer = wide.writer();
    wide.pass(10);
    wide.node("n2").held = true;
    String left = idOn(wide, "n1");
    String right = idOn(wide, "n2");
    wide.add(writer, left);
    wide.add(writer, left);
    wide.add(writer, left, right);
    wide.pass(500);
    assertThat(wide.node("n1").log()).containsExactly("1.0", "1.1", "1.2");
    assertThat(wide.tasks().get(1).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(wide.tasks().get(2).status()).isEqualTo(TaskStatus.ENQUEUED);
    assertThat(wide.coordinators.member(wide.index, "n1").settled().uid()).isZero();
    wide.node("n2").held = false;
    wide.pass(500);
    assertThat(wide.coordinators.member(wide.index, "n1").settled().uid()).isEqualTo(1);
  }

  private static String idOn(FakeCluster some, String node) {
    Targets targets = new Targets(some.route());
    for (int id = 0; id < 100; id++) {
      if (targets.of(miroir.cluster.Slot.of("" + id)).contains(node)) {
        return "" + id;
      }
    }
    throw new AssertionError("no slot on " + node);
  }

  @Test
  void settingsThatNoTaskStandsForAreSentWholeByTheNextWriter() {
    IndexWriter dead = cluster.writer();
    cluster.pass(10);
    cluster.node("n2").down = true;
    dead.submit(settings("{\"stopWords\":[\"the\"]}"), null, 10, told -> {});
    cluster.pass(50);
    dead.close();
    cluster.node("n2").down = false;
    IndexWriter next = cluster.successor(dead);
    cluster.pass(3_000);
    assertThat(next.isActive()).isTrue();
    assertThat(cluster.tasks()).isEmpty();
    for (String node : List.of("n1", "n2")) {
      var sent = cluster.node(node).settings();
      assertThat(sent.get(sent.size() - 1).path("stopWords")).isEmpty();
      assertThat(sent.get(sent.size() - 1).has("rankingRules")).isTrue();
    }
  }
}
