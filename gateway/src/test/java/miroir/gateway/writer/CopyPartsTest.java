package miroir.gateway.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.gateway.Limits;
import miroir.gateway.lane.Known;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.topology.Position;
import org.junit.jupiter.api.Test;

/** Promises of what copies are made of: their budget, their entries, and what a read is worth. */
class CopyPartsTest {
  private static final byte[] DOCUMENTS =
      "{\"id\":\"a\"}{\"id\":\"b\"}".getBytes(StandardCharsets.UTF_8);
  private static final SlotReads.Base BASE =
      new SlotReads.Base(DOCUMENTS, new int[] {0, 10, 10, 20});

  private static List<String> paths(List<CopyEntries.Part> parts) {
    return parts.stream()
        .map(part -> part.entry().resource() + " " + text(part.entry().body()).strip())
        .toList();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<CopyEntries.Part> parts(boolean vectors) {
    return new CopyEntries(new AtomicLong()::getAndIncrement)
        .of(SlotSet.ALL, BASE, List.of("b", "c"), "id", vectors);
  }

  /** A node takes what is left out of a vector from the old version of its document. */
  @Test
  void whereVectorsMayBeOldVersionsAreDeletedFirst() {
    assertThat(paths(parts(true)))
        .containsExactly(
            "/documents/delete-batch [\"b\",\"c\"]", "/documents {\"id\":\"a\"}\n{\"id\":\"b\"}");
  }

  @Test
  void elseOnlyWhatIsTooMuchIsDeletedAndNothingIsMissingMeanwhile() {
    assertThat(paths(parts(false)))
        .containsExactly(
            "/documents {\"id\":\"a\"}\n{\"id\":\"b\"}", "/documents/delete-batch [\"c\"]");
  }

  @Test
  void oneCopyRunsOutOfANodeAndOneIntoIt() {
    CopyBudget budget = new CopyBudget(CopyBounds.STANDARD);
    assertThat(budget.take(1, "n1", "n2")).isTrue();
    assertThat(budget.take(2, "n1", "n3")).as("n1 is read").isFalse();
    assertThat(budget.take(2, "n3", "n2")).as("n2 is written").isFalse();
    assertThat(budget.hasRoom("n3", "n2")).isFalse();
    assertThat(budget.take(2, "n2", "n1")).as("the other way round").isTrue();
    budget.give(2, "n1", "n2");
    assertThat(budget.take(3, "n1", "n3")).as("another's is not given back").isFalse();
    budget.give(1, "n1", "n2");
    assertThat(budget.take(3, "n1", "n3")).isTrue();
  }

  @Test
  void whatCopiesHoldIsBounded() {
    CopyBudget budget = new CopyBudget(CopyBounds.STANDARD);
    long each = 2 * CopyBounds.STANDARD.runBytes();
    int runs = 0;
    for (; budget.hasRoom() && runs < 1_000; runs++) {
      budget.holds(each);
    }
    assertThat(budget.heldBytes()).isEqualTo(runs * each).isEqualTo(Limits.COPY_HELD_BYTES);
    budget.holds(-each);
    assertThat(budget.hasRoom()).isTrue();
  }

  /** A database that was put back to an older state holds what nobody has written. */
  @Test
  void aReadCountsOnlyIfTheNodeIsTheDatabaseThatItWas() {
    FakeCluster cluster = new FakeCluster(1, 1, 1);
    IndexWriter writer = cluster.writer();
    cluster.pass(10);
    cluster.add(writer, "a");
    cluster.pass(1_000);
    writer.close();
    LaneTerms terms = new LaneTerms(cluster.index, 1, 1_000, cluster, cluster, cluster);
    Known known = new Known(Position.START, new Position(0, "2026-01-01T00:00:00.000000001Z"));
    List<Long> names = cluster.coordinators.member(cluster.index, "n1").names();
    Lane lane = Lane.open(terms, "n1", new FakeCluster(1, 1, 1).writer(), names, known);
    List<Boolean> read = new ArrayList<>();
    SlotReads reads = new SlotReads(terms, CopyBounds.STANDARD);
    reads.base("n1", lane, SlotSet.ALL, 100, (base, size) -> read.add(base != null));
    cluster.pass(100);
    assertThat(read).containsExactly(true);
    cluster.node("n1").restore();
    cluster.proposed.clear();
    reads.base("n1", lane, SlotSet.ALL, 100, (base, size) -> read.add(base != null));
    cluster.pass(100);
    assertThat(read).containsExactly(true, false);
    assertThat(cluster.proposed)
        .as("it is cut, to find out")
        .anyMatch(Command.BeginCut.class::isInstance);
  }
}
