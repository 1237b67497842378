package miroir.placement;

import static miroir.placement.PlacementContext.assertBalanced;
import static miroir.placement.PlacementContext.created;
import static miroir.placement.PlacementContext.fewestMoves;
import static miroir.placement.PlacementContext.fewestMovesExactly;
import static miroir.placement.PlacementContext.holders;
import static miroir.placement.PlacementContext.index;
import static miroir.placement.PlacementContext.load;
import static miroir.placement.PlacementContext.moved;
import static miroir.placement.PlacementContext.node;
import static miroir.placement.PlacementContext.nodes;
import static miroir.placement.PlacementContext.shares;
import static miroir.placement.PlacementContext.shuffled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import miroir.cluster.Sorted;
import miroir.topology.Index;
import miroir.topology.Move;
import miroir.topology.Node;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What moves when nodes come and go: hardly more than must, to where everybody has its share. */
class MovesTest {
  /** Shards, copies, nodes, whether of uneven capacity. */
  static Stream<Arguments> clusters() {
    return Stream.of(64, 256, 1024)
        .flatMap(
            shards ->
                Stream.of(1, 2, 3)
                    .flatMap(
                        copies ->
                            Stream.of(1, 2, 3, 4, 5, 7, 12, 25)
                                .flatMap(
                                    count ->
                                        Stream.of(false, true)
                                            .map(
                                                uneven ->
                                                    Arguments.of(shards, copies, count, uneven)))));
  }

  /** Moves what is planned, having checked every promise; returns what comes of it. */
  private static Index checked(Index index, List<Node> nodes, Set<String> leaving, int copies) {
    List<Node> staying = nodes.stream().filter(node -> !leaving.contains(node.id())).toList();
    List<Move> moves = Moves.plan(index, nodes, leaving, copies);
    Index after = moved(index, moves);
    assertThat(Moves.plan(after, nodes, leaving, copies)).as("nothing is left to move").isEmpty();
    staying.stream()
        .map(Node::group)
        .distinct()
        .forEach(
            group -> {
              List<Node> own = staying.stream().filter(one -> one.group().equals(group)).toList();
              assertBalanced(holders(after, group), copies, own);
              List<List<String>> before = holders(index, group);
              long made = moves.stream().filter(move -> move.group().equals(group)).count();
              assertFewest(made, index.shards(), before, copies, own);
            });
    leaving.forEach(
        node ->
            after.placement().keySet().stream()
                .forEach(group -> assertThat(load(holders(after, group))).doesNotContainKey(node)));
    return after;
  }

  /**
   * What must go and what must come tells how many moves are needed, unless a node is to hold more
   * than half of all shards: then some must make way, and only a search for the best placement can
   * tell.
   */
  private static void assertFewest(
      long made, int shards, List<List<String>> before, int copies, List<Node> nodes) {
    int wanted = Math.min(copies, nodes.size());
    boolean roomy =
        shares(shards, wanted, nodes).values().stream().allMatch(s -> s <= shards / 2.0);
    if (roomy) {
      int fewest = before.isEmpty() ? shards * wanted : fewestMoves(before, copies, nodes);
      assertThat((double) made).isLessThanOrEqualTo(1.05 * fewest);
    }
    if (shards <= 64) {
      assertThat(made).isEqualTo(fewestMovesExactly(before, shards, copies, nodes));
    }
  }

  @Test
  void aFourthNodeTakesExactlyHalfOfTheShardsOfThreeWithTwoCopies() {
    Index index = created(64, 2, nodes(3, false));
    List<Move> moves = Moves.plan(index, nodes(4, false), Set.of(), 2);
    assertThat(moves).hasSize(32).allMatch(move -> move.to().equals("n4"));
    assertThat(load(holders(moved(index, moves), "a"))).containsOnlyKeys("n1", "n2", "n3", "n4");
    assertThat(load(holders(moved(index, moves), "a")).values()).containsOnly(32);
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void nodesThatComeTakeTheirShareAndHardlyMoreMoves(
      int shards, int copies, int count, boolean uneven) {
    Index index = created(shards, copies, nodes(count, uneven));
    Index more = checked(index, nodes(count + 1, uneven), Set.of(), copies);
    checked(more, nodes(count + 4, uneven), Set.of(), copies);
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void aDrainLeavesNothingAndHardlyMoreMoves(int shards, int copies, int count, boolean uneven) {
    List<Node> all = nodes(count + 2, uneven);
    Index index = checked(index(shards, copies), all, Set.of(), copies);
    Index less = checked(index, all, Set.of("n1"), copies);
    checked(less, all, Set.of("n1", "n2"), copies);
  }

  /** Whatever was done before: nodes and groups come and go, copies are more or fewer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyPromiseHoldsAfterAnySequenceOfOperations(int seed) {
    Random random = new Random(seed);
    int shards = 64 << random.nextInt(3);
    List<Node> nodes = new ArrayList<>(nodes(1 + random.nextInt(5), random.nextBoolean()));
    int copies = 1 + random.nextInt(3);
    Index index = created(shards, copies, nodes);
    int number = nodes.size();
    for (int step = 0; step < 25; step++) {
      Set<String> leaving = Set.of();
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> {
          String group = random.nextInt(4) == 0 ? "b" : "a";
          nodes.add(node("n" + ++number, group, 1 + random.nextInt(3)));
        }
        case 3, 4 -> leaving = some(nodes, random);
        default -> copies = 1 + random.nextInt(4);
      }
      index = checked(index, nodes, leaving, copies);
      Set<String> gone = leaving;
      nodes.removeIf(node -> gone.contains(node.id()));
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  /** One or two nodes, but not all. */
  private static Set<String> some(List<Node> nodes, Random random) {
    List<String> ids = new ArrayList<>(nodes.stream().map(Node::id).toList());
    Collections.shuffle(ids, random);
    return Set.copyOf(ids.subList(0, Math.min(1 + random.nextInt(2), ids.size() - 1)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theOrderOfNodesAndReplicasDoesNotMatter(int seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>(nodes(4 + random.nextInt(5), true));
    nodes.add(node("m1", "b", 1));
    nodes.add(node("m2", "b", 2));
    Index index = created(64, 2, nodes(3, true));
    List<Move> moves = Moves.plan(index, nodes, Set.of("n2", "n3"), 2);
    Collections.shuffle(nodes, random);
    assertThat(Moves.plan(shuffled(index, random), nodes, Set.of("n3", "n2"), 2)).isEqualTo(moves);
    assertThat(moves)
        .isSortedAccordingTo(Comparator.comparingInt(Move::shard).thenComparing(Move::group));
  }

  @Test
  void aGroupThatIsAddedGetsCopiesOfAllShards() {
    List<Node> both = new ArrayList<>(nodes(3, false));
    both.addAll(List.of(node("m1", "b", 1), node("m2", "b", 1)));
    Index index = checked(index(64, 2), nodes(3, false), Set.of(), 2);
    List<Move> moves = Moves.plan(index, both, Set.of(), 2);
    assertThat(moves)
        .hasSize(128)
        .allMatch(move -> move.group().equals("b") && move.from().isEmpty());
    assertBalanced(holders(moved(index, moves), "b"), 2, both.subList(3, 5));
  }

  @Test
  void aGroupThatIsRemovedOnlyDropsItsCopies() {
    List<Node> both = new ArrayList<>(nodes(3, false));
    both.addAll(List.of(node("m1", "b", 1), node("m2", "b", 1)));
    Index index = checked(index(64, 2), both, Set.of(), 2);
    List<Move> moves = Moves.plan(index, both, Set.of("m1", "m2"), 2);
    assertThat(moves)
        .hasSize(128)
        .allMatch(move -> move.group().equals("b") && move.to().isEmpty());
  }

  private static Index of(List<List<Replica>> rows) {
    return index(rows.size(), 2).placed(Sorted.copyOf(Map.of("a", rows)));
  }

  private static Replica replica(String node, ReplicaState state) {
    return new Replica(node, state);
  }

  @Test
  void whatALeavingNodeGivesAndAnotherTakesIsOneMove() {
    Index index = of(List.of(List.of(replica("n1", ReplicaState.IN_SYNC))));
    assertThat(Moves.plan(index, nodes(2, false), Set.of("n1"), 1))
        .containsExactly(new Move("a", 0, "n1", "n2"));
  }

  @Test
  void aCopyThatIsLeavingDoesNotCountAndOneThatIsOutOfSyncDoes() {
    Index index =
        of(
            List.of(
                List.of(replica("n1", ReplicaState.IN_SYNC), replica("n2", ReplicaState.LEAVING)),
                List.of(
                    replica("n2", ReplicaState.OUT_OF_SYNC), replica("n3", ReplicaState.SYNCING))));
    assertThat(Moves.plan(index, nodes(3, false).subList(0, 1), Set.of(), 1))
        .containsExactly(new Move("a", 1, "n2", ""), new Move("a", 1, "n3", "n1"));
    assertThat(Moves.plan(index, nodes(3, false), Set.of(), 2))
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.from()).isEmpty();
              assertThat(move.shard()).isZero();
            });
  }

  @Test
  void ofCopiesThatAreTooManyThoseInSyncStay() {
    List<List<Replica>> rows = new ArrayList<>();
    for (int shard = 0; shard < 64; shard++) {
      String good = shard % 2 == 0 ? "n1" : "n2";
      rows.add(
          List.of(
              replica(shard % 2 == 0 ? "n2" : "n1", ReplicaState.OUT_OF_SYNC),
              replica(good, ReplicaState.IN_SYNC)));
    }
    List<Move> moves = Moves.plan(of(rows), nodes(2, false), Set.of(), 1);
    assertThat(moves).hasSize(64);
    assertThat(moves)
        .allMatch(move -> move.from().equals(move.shard() % 2 == 0 ? "n2" : "n1"))
        .allMatch(move -> move.to().isEmpty());
  }

  /** Within their bounds are both, whoever gives one up. */
  @Test
  void whereTheBoundsLeaveItOpenTheFullerNodeGives() {
    Replica one = PlacementContext.inSync("n1");
    Replica two = PlacementContext.inSync("n2");
    Index index = of(List.of(List.of(one, two), List.of(one, two), List.of(one)));
    assertThat(Moves.plan(index, nodes(2, false), Set.of(), 1))
        .containsExactly(new Move("a", 0, "n1", ""), new Move("a", 1, "n1", ""));
  }
}
