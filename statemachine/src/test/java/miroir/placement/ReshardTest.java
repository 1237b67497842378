package miroir.placement;

import static miroir.placement.PlacementContext.assertBalanced;
import static miroir.placement.PlacementContext.created;
import static miroir.placement.PlacementContext.holders;
import static miroir.placement.PlacementContext.index;
import static miroir.placement.PlacementContext.moved;
import static miroir.placement.PlacementContext.node;
import static miroir.placement.PlacementContext.nodes;
import static miroir.placement.PlacementContext.rows;
import static miroir.placement.PlacementContext.shuffled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import miroir.cluster.Slot;
import miroir.topology.Index;
import miroir.topology.Move;
import miroir.topology.Node;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Other numbers of shards: no slot changes its holders but by a move, and few move. */
class ReshardTest {
  /** Shards before and after, copies, nodes, whether of uneven capacity. */
  static Stream<Arguments> joins() {
    return Stream.of(List.of(64, 32), List.of(128, 64), List.of(256, 64), List.of(64, 1))
        .flatMap(
            shards ->
                Stream.of(1, 2, 3)
                    .flatMap(
                        copies ->
                            Stream.of(1, 2, 3, 5, 8, 13)
                                .flatMap(
                                    count ->
                                        Stream.of(false, true)
                                            .map(
                                                uneven ->
                                                    Arguments.of(
                                                        shards.get(0),
                                                        shards.get(1),
                                                        copies,
                                                        count,
                                                        uneven)))));
  }

  @Test
  void everySlotHasTheSameReplicasInTheSameStatesAfterASplit() {
    Index index =
        created(16, 2, nodes(5, true))
            .withReplicas((shard, one) -> shard % 3 == 0 ? one.in(ReplicaState.OUT_OF_SYNC) : one);
    Index split = Reshard.split(index, 128).orElseThrow();
    assertThat(split.shards()).isEqualTo(128);
    assertThat(rows(split, "a")).hasSize(128);
    for (int slot = 0; slot < Slot.COUNT; slot++) {
      assertThat(rows(split, "a").get(Slot.shard(slot, 128)))
          .isEqualTo(rows(index, "a").get(Slot.shard(slot, 16)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,2", "1,16384", "64,128", "64,1024", "8192,16384"})
  void aSplitAndAJoinLeaveTheIndexAsItWas(int few, int many) {
    Index index = created(few, 2, nodes(5, true));
    Index split = Reshard.split(index, many).orElseThrow();
    assertThat(Reshard.join(split, few)).hasValue(index);
    assertThat(Reshard.split(split, few)).isEmpty();
    assertThat(Reshard.join(split, many / 2).orElseThrow().shards()).isEqualTo(many / 2);
  }

  @Test
  void onlyAnotherPowerOfTwoIsTaken() {
    Index index = created(64, 2, nodes(3, false));
    for (int shards : new int[] {0, -2, 65, 96, 32_768, Integer.MIN_VALUE}) {
      assertThat(Reshard.refusal(index, shards))
          .hasValue("The number of shards must be a power of two from 1 to 16384.");
      assertThat(Reshard.split(index, shards)).isEmpty();
      assertThat(Reshard.join(index, shards)).isEmpty();
      assertThat(Reshard.moves(index, shards, nodes(3, false))).isEmpty();
    }
    assertThat(Reshard.refusal(index, 64)).hasValue("Index 7 has 64 shards already.");
    assertThat(Reshard.split(index, 32)).isEmpty();
    assertThat(Reshard.join(index, 128)).isEmpty();
    assertThat(Reshard.moves(index, 128, nodes(3, false))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("joins")
  void shardsAreJoinedOnlyAfterWhatMustMoveHasMoved(
      int many, int few, int copies, int count, boolean uneven) {
    List<Node> nodes = nodes(count, uneven);
    Index index = created(many, copies, nodes);
    List<Move> moves = Reshard.moves(index, few, nodes);
    if (!moves.isEmpty()) {
      assertThat(Reshard.join(index, few)).isEmpty();
      assertThat(Reshard.refusal(index, few)).hasValueSatisfying(s -> assertThat(s).isNotBlank());
    }
    Index after = moved(index, moves);
    assertThat(Reshard.moves(after, few, nodes)).isEmpty();
    assertThat(Reshard.refusal(after, few)).isEmpty();
    Index joined = Reshard.join(after, few).orElseThrow();
    assertBalanced(holders(joined, "a"), copies, nodes);
    assertThat(Moves.plan(joined, nodes, Set.of(), copies)).isEmpty();
    for (int slot = 0; slot < Slot.COUNT; slot += 16) {
      assertThat(Set.copyOf(rows(joined, "a").get(Slot.shard(slot, few))))
          .isEqualTo(Set.copyOf(rows(after, "a").get(Slot.shard(slot, many))));
    }
  }

  @ParameterizedTest
  @MethodSource("joins")
  void noOtherChoiceOfCommonHoldersNeedsFewerMoves(
      int many, int few, int copies, int count, boolean uneven) {
    List<Node> nodes = nodes(count, uneven);
    List<List<String>> rows = holders(created(many, copies, nodes), "a");
    List<Map<String, Integer>> worth = new ArrayList<>();
    for (int shard = 0; shard < few; shard++) {
      Map<String, Integer> here = new TreeMap<>();
      for (int slot = 0; slot < Slot.COUNT; slot += Slot.COUNT / many) {
        if (Slot.shard(slot, few) == shard) {
          rows.get(Slot.shard(slot, many)).forEach(one -> here.merge(one, 1, Integer::sum));
        }
      }
      worth.add(here);
    }
    int fewest = many * Math.min(copies, count) - KeptMost.of(worth, copies, nodes);
    assertThat(Reshard.moves(created(many, copies, nodes), few, nodes)).hasSize(fewest);
  }

  /** Siblings in different states are not one yet, even on the same nodes. */
  @Test
  void siblingsInDifferentStatesAreNotJoined() {
    Index index = Reshard.split(created(4, 2, nodes(3, false)), 8).orElseThrow();
    Index torn =
        index.withReplicas((shard, one) -> shard == 5 ? one.in(ReplicaState.SYNCING) : one);
    assertThat(Reshard.join(torn, 4)).isEmpty();
    assertThat(Reshard.refusal(torn, 4))
        .hasValue(
            "Shards 4 and 5 of index 7 have different replicas in group a: they cannot become"
                + " one.");
    assertThat(Reshard.moves(torn, 4, nodes(3, false))).isEmpty();
  }

  /** Nodes that come, split, drain, join: nothing is placed twice, and all stays balanced. */
  @ParameterizedTest
  @MethodSource("seeds")
  void splitsAndJoinsGoTogetherWithNodesThatComeAndGo(int seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>(nodes(3, random.nextBoolean()));
    int copies = 1 + random.nextInt(2);
    Index index = created(64, copies, nodes);
    for (int step = 0; step < 8; step++) {
      nodes.add(node("m" + step, "a", 1 + random.nextInt(3)));
      if (random.nextBoolean()) {
        nodes.remove(random.nextInt(nodes.size()));
      }
      index = moved(index, Moves.plan(index, nodes, Set.of(), copies));
      if (index.shards() < 512 && random.nextBoolean()) {
        index = Reshard.split(index, index.shards() * 2).orElseThrow();
      } else if (index.shards() > 64) {
        int few = index.shards() / 2;
        index = Reshard.join(moved(index, Reshard.moves(index, few, nodes)), few).orElseThrow();
      }
      index = moved(index, Moves.plan(index, nodes, Set.of(), copies));
      assertBalanced(holders(index, "a"), copies, nodes);
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theOrderOfNodesAndReplicasDoesNotMatter(int seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>(nodes(5, true));
    nodes.addAll(List.of(node("m1", "b", 1), node("m2", "b", 2), node("m3", "b", 1)));
    Index index = index(64, 2);
    index = moved(index, Moves.plan(index, nodes, Set.of(), 2));
    List<Move> moves = Reshard.moves(index, 16, nodes);
    assertThat(moves)
        .isSortedAccordingTo(Comparator.comparingInt(Move::shard).thenComparing(Move::group));
    Collections.shuffle(nodes, random);
    assertThat(Reshard.moves(shuffled(index, random), 16, nodes)).isEqualTo(moves).isNotEmpty();
    assertThat(Reshard.join(shuffled(moved(index, moves), random), 16)).isPresent();
  }
}
