package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.gateway.Limits;
import miroir.gateway.lane.NodeApi;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** Promises of copies: how far they run ahead, what they are worth nothing by, how they commit. */
class CopyRulesTest {
  private static final Predicate<NodeApi.Request> READ =
      sent -> sent.path().endsWith("/documents/fetch");
  private static final int MANY = 200;

  private final FakeCluster cluster = new FakeCluster(2, 1, 2);

  private static boolean isInSync(FakeCluster some) {
    return some.coordinators.rows(some.index).stream()
        .flatMap(List::stream)
        .map(Replica::state)
        .allMatch(state -> state == ReplicaState.IN_SYNC);
  }

  private static void assertEqualInTheEnd(FakeCluster some) {
    some.fetchMillis = 1;
    some.pass(30_000);
    assertThat(isInSync(some)).isTrue();
    some.coordinators
        .index(some.index)
        .members()
        .keySet()
        .forEach(
            id ->
                assertThat(some.node(id).documents())
                    .as(id)
                    .isEqualTo(some.node("n1").documents()));
  }

  /** Has {@code late} miss a write of each of some documents, and then come back. */
  private static IndexWriter withOneBehind(FakeCluster some, String late, int documents) {
    IndexWriter writer = some.writer();
    some.pass(10);
    some.node(late).down = true;
    for (int i = 0; i < documents; i++) {
      some.add(writer, "d" + i);
    }
    some.pass(5_000);
    assertThat(isInSync(some)).isFalse();
    some.node(late).down = false;
    return writer;
  }

  private static void passUntil(FakeCluster some, Predicate<FakeCluster> seen) {
    for (int i = 0; i < 20_000 && !seen.test(some); i++) {
      some.pass(1);
    }
    assertThat(seen.test(some)).isTrue();
  }

  private static long sent(FakeCluster some, String node, Predicate<NodeApi.Request> which) {
    return some.requests.stream().filter(one -> one.node().equals(node)).filter(which).count();
  }

  /** The source's log has it as failed: what the target made of it is not the record. */
  @Test
  void aWriteOfTheTailThatFailedMakesTheCopyWorthless() {
    IndexWriter writer = withOneBehind(cluster, "n2", 1);
    cluster.fetchMillis = 2_000;
    passUntil(cluster, some -> sent(some, "n1", READ) > 0);
    cluster.node("n1").poison.put("d0", "invalid_document_fields");
    cluster.add(writer, "d0");
    cluster.pass(100);
    cluster.node("n1").poison.clear();
    cluster.pass(8_000);
    assertThat(cluster.copies.again).isPositive();
    assertEqualInTheEnd(cluster);
  }

  @Test
  void aCopyWhoseSourceMissesAWriteBeginsAgainAtOnce() {
    FakeCluster three = new FakeCluster(3, 1, 3);
    IndexWriter writer = withOneBehind(three, "n3", 1);
    three.fetchMillis = 10_000;
    passUntil(three, some -> sent(some, "n1", READ) > 0);
    three.node("n1").down = true;
    three.add(writer, "d0");
    three.pass(3_000);
    assertThat(three.copies.again).as("before the source has answered").isEqualTo(1);
    assertThat(sent(three, "n2", READ)).as("another source is asked").isPositive();
    three.node("n1").down = false;
    assertEqualInTheEnd(three);
  }

  /** What an operator gave up, the last copy may lack while the target has it. */
  @Test
  void aCopyWhoseTailHasAWriteThatWasGivenUpBeginsAgain() {
    IndexWriter writer = withOneBehind(cluster, "n2", 1);
    cluster.fetchMillis = 1_500;
    passUntil(cluster, some -> sent(some, "n1", READ) > 0);
    cluster.node("n1").down = true;
    cluster.add(writer, "d0");
    cluster.pass(5_000);
    GivenUp given = writer.upkeep.givingUp().slot(Slot.of("d0"), "n1 is ill");
    assertThat(given.done()).as(given.said()).isTrue();
    cluster.pass(1_000);
    assertThat(cluster.copies.again).isPositive();
    cluster.node("n1").down = false;
    assertEqualInTheEnd(cluster);
  }

  @Test
  void littleIsReadAheadOfATargetThatTakesNothing() {
    cluster.bounds = new CopyBounds(1, 4 << 20, 1, 10_000);
    withOneBehind(cluster, "n2", MANY);
    cluster.late =
        sent ->
            sent.node().equals("n2")
                && sent.method().equals("POST")
                && sent.path().contains("/documents?");
    passUntil(cluster, some -> sent(some, "n2", some.late) > 0);
    cluster.pass(10_000);
    Predicate<NodeApi.Request> whole =
        READ.and(
            sent ->
                new String(sent.body().bytes(), StandardCharsets.UTF_8).contains("\"limit\":2,"));
    assertThat(sent(cluster, "n1", whole)).isBetween(1L, Limits.COPY_SENDING + 1L);
    cluster.late = sent -> false;
    cluster.answerLate();
    assertEqualInTheEnd(cluster);
    assertThat(sent(cluster, "n1", whole)).isGreaterThan(MANY / 2);
  }

  @Test
  void manySlotsAreCommittedAtOnce() {
    cluster.bounds = new CopyBounds(1, 4 << 20, 1, 10_000);
    withOneBehind(cluster, "n2", MANY);
    long began = cluster.nanos();
    passUntil(cluster, CopyRulesTest::isInSync);
    List<SlotSet> clean =
        cluster.proposed.stream()
            .filter(Command.CleanSlots.class::isInstance)
            .map(command -> ((Command.CleanSlots) command).slots())
            .toList();
    long seconds = (cluster.nanos() - began) / 1_000_000_000 + 1;
    assertThat(clean.stream().mapToInt(SlotSet::size).sum()).isGreaterThan(MANY / 2);
    assertThat((long) clean.size())
        .as("each 64 slots, each second, and the last")
        .isLessThanOrEqualTo(MANY / Limits.COPY_PROGRESS_SLOTS + seconds + 1);
  }

  /** Vectors that a client gave are in no other answer. */
  @Test
  void documentsAreReadWithTheirVectors() {
    withOneBehind(cluster, "n2", 3);
    passUntil(cluster, CopyRulesTest::isInSync);
    assertThat(cluster.requests.stream().filter(READ).filter(sent -> sent.node().equals("n1")))
        .isNotEmpty()
        .allMatch(
            sent ->
                new String(sent.body().bytes(), StandardCharsets.UTF_8)
                    .contains("\"retrieveVectors\":true"));
  }
}
