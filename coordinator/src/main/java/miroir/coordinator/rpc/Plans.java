package miroir.coordinator.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.TopologyCommand;
import miroir.machine.State;
import miroir.placement.Guards;
import miroir.placement.Moves;
import miroir.proto.admin.PlanReply;
import miroir.proto.admin.PlanRow;
import miroir.topology.ConfigKey;
import miroir.topology.Index;
import miroir.topology.Move;
import miroir.topology.Node;
import miroir.topology.NodeStatus;

/** What topology operations move, as operators see it before it runs. Pure. */
final class Plans {
  private Plans() {}

  /** Returns the migrations that bring indexes to the placement that they should have. */
  static List<TopologyCommand.StartMigration> of(
      State state, String purpose, String onlyIndex, Set<String> leaving) {
    if (!onlyIndex.isEmpty() && !state.names().containsKey(onlyIndex)) {
      throw Refusals.of(new Reply.Rejected(Rejection.NOT_FOUND, "no index " + onlyIndex));
    }
    Set<String> away =
        state.nodes().values().stream()
            .filter(Node::draining)
            .map(Node::id)
            .collect(Collectors.toSet());
    away.addAll(leaving);
    List<Node> usable =
        state.nodes().values().stream()
            .filter(node -> node.status() == NodeStatus.UP || holds(state, node))
            .toList();
    List<TopologyCommand.StartMigration> plans = new ArrayList<>();
    state
        .names()
        .forEach(
            (uid, id) -> {
              Index index = state.indexes().get(id);
              if (index == null || !(onlyIndex.isEmpty() || onlyIndex.equals(uid))) {
                return;
              }
              if (isOnTheMove(state, id)) {
                throw Refusals.of(
                    new Reply.Rejected(
                        Rejection.EXISTS, "index " + uid + " is on the move: see migrations list"));
              }
              List<Move> moves = Moves.plan(index, usable, away, index.copies());
              if (!moves.isEmpty()) {
                plans.add(new TopologyCommand.StartMigration(purpose, id, moves));
              }
            });
    return plans;
  }

  /** A node that is away for a moment keeps what it has. */
  private static boolean holds(State state, Node node) {
    return state.indexes().values().stream()
        .anyMatch(index -> index.members().containsKey(node.id()));
  }

  private static boolean isOnTheMove(State state, long index) {
    return state.migrations().values().stream()
        .anyMatch(migration -> migration.index() == index && !migration.phase().isOver());
  }

  /** Refuses to drain the last node of a group. */
  static void guardDrain(State state, String node) {
    List<Node> staying =
        state.nodes().values().stream()
            .filter(one -> !one.draining() || one.id().equals(node))
            .toList();
    Guards.drainNode(node, staying)
        .ifPresent(
            sentence -> {
              throw Refusals.of(new Reply.Rejected(Rejection.INVALID, sentence));
            });
  }

  /** Returns a plan for people; {@code ids}: the migrations' ids, empty before they have begun. */
  static PlanReply reply(State state, List<TopologyCommand.StartMigration> plans, List<Long> ids) {
    PlanReply.Builder reply = PlanReply.newBuilder();
    for (int i = 0; i < plans.size(); i++) {
      TopologyCommand.StartMigration plan = plans.get(i);
      Index index = state.indexes().get(plan.index());
      if (index == null) {
        continue;
      }
      Set<String> nodes = new TreeSet<>();
      plan.moves().forEach(move -> nodes.addAll(List.of(move.from(), move.to())));
      nodes.remove("");
      long shards = plan.moves().stream().map(Move::shard).distinct().count();
      int slots =
          plan.moves().stream()
              .filter(move -> !move.to().isEmpty())
              .mapToInt(move -> SlotSet.ofShard(move.shard(), index.shards()).size())
              .sum();
      reply.addRows(
          PlanRow.newBuilder()
              .setIndex(String.valueOf(new Names(state).of(plan.index())))
              .setMigration(i < ids.size() ? ids.get(i) : 0)
              .setMoves(plan.moves().size())
              .setShards((int) shards)
              .setSlots(slots)
              .addAllNodes(nodes));
    }
    if (!antiEntropy(state)) {
      reply.addWarnings(
          "anti-entropy is off: what a move misses is found by the delta pass, or never");
    }
    return reply.build();
  }

  private static boolean antiEntropy(State state) {
    return isOn(state, ConfigKey.ANTI_ENTROPY) && isOn(state, ConfigKey.MIGRATION_ANTI_ENTROPY);
  }

  private static boolean isOn(State state, ConfigKey key) {
    return state.config().getOrDefault(key.path(), key.standard()).equals("true");
  }
}
