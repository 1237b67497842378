package miroir.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import miroir.topology.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No node over its bound, no copy twice on a node, least movement, the same result anywhere. */
class PlannerTest {
  private static List<Planner.Candidate> nodes(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> new Planner.Candidate("node-" + i, 1))
        .toList();
  }

  private static Map<String, Integer> load(List<List<String>> placement) {
    Map<String, Integer> load = new HashMap<>();
    placement.forEach(row -> row.forEach(node -> load.merge(node, 1, Integer::sum)));
    return load;
  }

  @ParameterizedTest
  @CsvSource({"64,2,3", "64,1,3", "64,3,3", "1,1,5", "8,2,5", "1024,2,7", "64,5,3", "256,2,100"})
  void everyShardHasItsCopiesAndNoNodeMoreThanItsShare(int shards, int copies, int count) {
    List<List<String>> placed = Planner.place("1", shards, copies, nodes(count), List.of());
    int wanted = Math.min(copies, count);
    assertThat(placed).hasSize(shards);
    assertThat(placed).allSatisfy(row -> assertThat(new HashSet<>(row)).hasSize(wanted));
    int bound = (shards * wanted + count - 1) / count;
    assertThat(load(placed).values())
        .allSatisfy(held -> assertThat(held).isLessThanOrEqualTo(bound));
  }

  @Test
  void aJoiningNodeTakesItsShareAndNothingElseMoves() {
    List<List<String>> before = Planner.place("1", 64, 2, nodes(3), List.of());
    List<List<String>> after = Planner.place("1", 64, 2, nodes(4), before);
    int moved = 0;
    for (int shard = 0; shard < 64; shard++) {
      List<String> fresh = new ArrayList<>(after.get(shard));
      fresh.removeAll(before.get(shard));
      moved += fresh.size();
      assertThat(fresh).allMatch(node -> node.equals("node-4"));
    }
    assertThat(moved).isEqualTo(32);
  }

  @Test
  void theOrderOfNodesDoesNotMatter() {
    List<Planner.Candidate> reversed = new ArrayList<>(nodes(5));
    java.util.Collections.reverse(reversed);
    assertThat(Planner.place("7", 64, 2, reversed, List.of()))
        .isEqualTo(Planner.place("7", 64, 2, nodes(5), List.of()));
  }

  @Test
  void theOrderOfNodesDoesNotMatterToAChangeEither() {
    for (int count = 2; count < 12; count++) {
      List<List<String>> before = Planner.place("7", 64, 2, nodes(count), List.of());
      List<Planner.Candidate> after = new ArrayList<>(nodes(count + 3).subList(1, count + 3));
      List<List<String>> placed = Planner.place("7", 64, 2, after, before);
      Collections.reverse(after);
      assertThat(Planner.place("7", 64, 2, after, before)).isEqualTo(placed);
    }
  }

  @Test
  void aNodeOfTwiceTheCapacityHoldsTwiceAsMuch() {
    List<Planner.Candidate> nodes =
        List.of(
            new Planner.Candidate("big", 2),
            new Planner.Candidate("one", 1),
            new Planner.Candidate("two", 1));
    assertThat(load(Planner.place("1", 64, 1, nodes, List.of()))).containsEntry("big", 32);
  }

  /** A node cannot hold a shard twice: what is over goes to the others, not nowhere. */
  @ParameterizedTest
  @CsvSource({"64,2,10", "64,3,10", "8,2,100", "1,2,5"})
  void oneNodeOfFarGreaterCapacityLeavesNoShardShortOfCopies(int shards, int copies, int capacity) {
    List<Planner.Candidate> nodes = new ArrayList<>(nodes(4));
    nodes.add(new Planner.Candidate("big", capacity));
    for (List<List<String>> now : List.of(List.<List<String>>of(), List.of(List.of("node-1")))) {
      List<List<String>> placed = Planner.place("1", shards, copies, nodes, now);
      assertThat(placed).allSatisfy(row -> assertThat(row).hasSize(copies).doesNotHaveDuplicates());
      assertThat(load(placed)).containsEntry("big", shards);
    }
  }

  /** The tenth node of 64 shards must not get the one that is over the others' bound, but six. */
  @Test
  void nobodyStaysBelowItsShareWhileOthersAreAtTheirBound() {
    List<List<String>> before = Planner.place("1", 64, 1, nodes(9), List.of());
    Map<String, Integer> load = load(Planner.place("1", 64, 1, nodes(10), before));
    assertThat(load).hasSize(10);
    assertThat(load.values()).allMatch(held -> held == 6 || held == 7);
  }

  /** Seen by trying every placement there is. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noPlacementWithinTheBoundsKeepsMore(int seed) {
    Random random = new Random(seed);
    int count = 3 + random.nextInt(2);
    List<Planner.Candidate> nodes =
        IntStream.range(0, count)
            .mapToObj(i -> new Planner.Candidate("n" + i, 1 + random.nextInt(3)))
            .toList();
    List<List<String>> now = new ArrayList<>();
    for (int shard = 0; shard < 4; shard++) {
      List<String> row = new ArrayList<>(List.of("n0", "n1", "n2", "n3", "gone"));
      Collections.shuffle(row, random);
      now.add(List.copyOf(row.subList(0, random.nextInt(4))));
    }
    int copies = 1 + random.nextInt(3);
    List<List<String>> placed = Planner.place("1", 4, copies, nodes, now);
    assertThat(isWithinBounds(placed, copies, nodes)).isTrue();
    assertThat(kept(placed, now)).isEqualTo(best(new ArrayList<>(), copies, nodes, now));
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  private static int kept(List<List<String>> placed, List<List<String>> now) {
    return IntStream.range(0, now.size())
        .map(shard -> (int) placed.get(shard).stream().filter(now.get(shard)::contains).count())
        .sum();
  }

  private static boolean isWithinBounds(
      List<List<String>> placed, int copies, List<Planner.Candidate> nodes) {
    List<Node> real =
        nodes.stream().map(one -> PlacementContext.node(one.id(), "a", one.capacity())).toList();
    Map<String, Integer> load = load(placed);
    return PlacementContext.shares(placed.size(), Math.min(copies, nodes.size()), real)
        .entrySet()
        .stream()
        .allMatch(
            share -> Math.abs(load.getOrDefault(share.getKey(), 0) - share.getValue()) < 1 - 1e-6);
  }

  /** The most that is kept if the first rows are as given; -1 if that leads out of the bounds. */
  private static int best(
      List<List<String>> rows, int copies, List<Planner.Candidate> nodes, List<List<String>> now) {
    if (rows.size() == now.size()) {
      return isWithinBounds(rows, copies, nodes) ? kept(rows, now) : -1;
    }
    int best = -1;
    for (int chosen = 0; chosen < 1 << nodes.size(); chosen++) {
      int bits = chosen;
      if (Integer.bitCount(chosen) == Math.min(copies, nodes.size())) {
        rows.add(
            IntStream.range(0, nodes.size())
                .filter(node -> (bits >> node & 1) == 1)
                .mapToObj(node -> nodes.get(node).id())
                .toList());
        best = Math.max(best, best(rows, copies, nodes, now));
        rows.remove(rows.size() - 1);
      }
    }
    return best;
  }
}
