package miroir.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans ask as few nodes as possible, each shard once, and share the work evenly. */
class CoverageTest {
  private static final int SEEDS = 400;

  @Test
  void twoOfThreeNodesCoverTwoCopies() {
    Coverage coverage = Coverage.of(64, ring(64, 3, 2));
    Set<List<String>> chosen = new HashSet<>();
    for (int search = 0; search < 200; search++) {
      SearchPlan plan = coverage.plan(node -> true, node -> 1, search);
      assertThat(plan.parts()).hasSize(2);
      assertThat(plan.missing().isEmpty()).isTrue();
      assertThat(plan.parts().get(0).shards().cardinality()).isEqualTo(32);
      chosen.add(plan.parts().stream().map(SearchPlan.Part::node).toList());
    }
    assertThat(chosen).as("searches spread over all pairs").hasSize(3);
  }

  @Test
  void nodesThatHoldNothingElseGetNoFilter() {
    SearchPlan plan = Coverage.of(64, ring(64, 4, 1)).plan(node -> true, node -> 1, 0);
    assertThat(plan.parts()).hasSize(4);
    assertThat(plan.parts()).allMatch(part -> part.filter() == null);
  }

  @Test
  void costlyNodesAreAvoided() {
    Coverage coverage = Coverage.of(64, ring(64, 3, 2));
    int slow = 0;
    for (int search = 0; search < 300; search++) {
      SearchPlan plan = coverage.plan(node -> true, node -> node.equals("n00") ? 100 : 1, search);
      slow += plan.parts().stream().anyMatch(part -> part.node().equals("n00")) ? 1 : 0;
    }
    assertThat(slow).as("only when both draws contain it: 4 of 9").isBetween(80, 190);
  }

  @Test
  void shardsWithoutLiveReplicasAreMissing() {
    Coverage coverage = Coverage.of(8, ring(8, 4, 2));
    SearchPlan plan = coverage.plan(node -> node.equals("n00") || node.equals("n02"), node -> 1, 0);
    assertThat(plan.missing().isEmpty()).isTrue();
    SearchPlan less = coverage.plan(node -> node.equals("n00"), node -> 1, 0);
    assertThat(less.missing().cardinality() + less.parts().get(0).shards().cardinality())
        .isEqualTo(8);
    assertThat(coverage.plan(node -> false, node -> 1, 0).missing().cardinality()).isEqualTo(8);
  }

  @Test
  void aSearchOfSomeShardsAsksTheirHoldersAlone() {
    BitSet shards = new BitSet();
    shards.set(5);
    SearchPlan plan = Coverage.of(64, ring(64, 3, 2)).planFor(shards, node -> true, node -> 1, 7);
    assertThat(plan.parts()).hasSize(1);
    assertThat(plan.parts().get(0).shards()).isEqualTo(shards);
    assertThat(plan.parts().get(0).filter()).contains("_miroir_shard");
  }

  @Test
  void plansAreSmallestEvenAndCompleteAgainstBruteForce() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int nodes = 1 + random.nextInt(6);
      int shards = 1 << random.nextInt(5);
      List<Coverage.Holder> holders = random(random, nodes, shards);
      SearchPlan plan = Coverage.of(shards, holders).plan(node -> true, node -> 1, seed);
      checkComplete(plan, holders, shards, seed);
      assertThat(plan.parts().size()).as("seed %s", seed).isEqualTo(fewest(holders, shards));
      int most =
          plan.parts().stream().mapToInt(part -> part.shards().cardinality()).max().orElse(0);
      assertThat(most).as("seed %s", seed).isEqualTo(leastMaximum(plan, holders));
    }
  }

  @Test
  void manyNodesAreCoveredGreedily() {
    List<Coverage.Holder> holders = ring(1_024, 30, 3);
    SearchPlan plan = Coverage.of(1_024, holders).plan(node -> true, node -> 1, 3);
    checkComplete(plan, holders, 1_024, 3);
    assertThat(plan.parts().size()).isBetween(10, 14);
  }

  private static void checkComplete(
      SearchPlan plan, List<Coverage.Holder> holders, int shards, int seed) {
    BitSet seen = (BitSet) plan.missing().clone();
    for (SearchPlan.Part part : plan.parts()) {
      Coverage.Holder holder =
          holders.stream().filter(one -> one.node().equals(part.node())).findFirst().orElseThrow();
      BitSet stranger = (BitSet) part.shards().clone();
      stranger.andNot(holder.inSync());
      assertThat(stranger.isEmpty()).as("seed %s: only in-sync shards", seed).isTrue();
      assertThat(seen.intersects(part.shards())).as("seed %s: no shard twice", seed).isFalse();
      seen.or(part.shards());
    }
    assertThat(seen.cardinality()).as("seed %s", seed).isEqualTo(shards);
    plan.missing().stream()
        .forEach(shard -> assertThat(holders).noneMatch(holder -> holder.inSync().get(shard)));
  }

  private static int fewest(List<Coverage.Holder> holders, int shards) {
    BitSet all = new BitSet();
    holders.forEach(holder -> all.or(holder.inSync()));
    int fewest = holders.size();
    for (int set = 0; set < 1 << holders.size(); set++) {
      BitSet covered = new BitSet(shards);
      for (int node = 0; node < holders.size(); node++) {
        if ((set >>> node & 1) == 1) {
          covered.or(holders.get(node).inSync());
        }
      }
      if (covered.equals(all)) {
        fewest = Math.min(fewest, Integer.bitCount(set));
      }
    }
    return fewest;
  }

  /** By Hall's theorem: shards that only some of the chosen nodes hold, divided among these. */
  private static int leastMaximum(SearchPlan plan, List<Coverage.Holder> holders) {
    List<BitSet> chosen = new ArrayList<>();
    BitSet wanted = new BitSet();
    for (SearchPlan.Part part : plan.parts()) {
      chosen.add(
          holders.stream()
              .filter(one -> one.node().equals(part.node()))
              .findFirst()
              .orElseThrow()
              .inSync());
      wanted.or(part.shards());
    }
    int least = 0;
    for (int set = 1; set < 1 << chosen.size(); set++) {
      BitSet only = (BitSet) wanted.clone();
      for (int node = 0; node < chosen.size(); node++) {
        if ((set >>> node & 1) == 0) {
          only.andNot(chosen.get(node));
        }
      }
      int size = Integer.bitCount(set);
      least = Math.max(least, (only.cardinality() + size - 1) / size);
    }
    return least;
  }

  private static List<Coverage.Holder> random(Random random, int nodes, int shards) {
    List<Coverage.Holder> holders = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      BitSet inSync = new BitSet();
      for (int shard = 0; shard < shards; shard++) {
        inSync.set(shard, random.nextInt(3) == 0);
      }
      holders.add(new Coverage.Holder("n%02d".formatted(node), inSync, inSync));
    }
    return holders;
  }

  /** Shard s lies on nodes s, s + 1, … of the ring. */
  private static List<Coverage.Holder> ring(int shards, int nodes, int copies) {
    List<Coverage.Holder> holders = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      BitSet inSync = new BitSet();
      for (int shard = 0; shard < shards; shard++) {
        inSync.set(shard, Math.floorMod(node - shard, nodes) < copies);
      }
      holders.add(new Coverage.Holder("n%02d".formatted(node), inSync, inSync));
    }
    return holders;
  }
}
