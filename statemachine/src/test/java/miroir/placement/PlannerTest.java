package miroir.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void aNodeOfTwiceTheCapacityHoldsTwiceAsMuch() {
    List<Planner.Candidate> nodes =
        List.of(
            new Planner.Candidate("big", 2),
            new Planner.Candidate("one", 1),
            new Planner.Candidate("two", 1));
    assertThat(load(Planner.place("1", 64, 1, nodes, List.of()))).containsEntry("big", 32);
  }
}
