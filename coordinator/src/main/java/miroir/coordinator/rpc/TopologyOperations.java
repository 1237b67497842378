package miroir.coordinator.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.TopologyCommand;
import miroir.coordinator.Barrier;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.proto.admin.PlanReply;
import miroir.topology.Migration;
import miroir.topology.MigrationPhase;
import miroir.topology.Node;

/**
 * Topology operations: each is planned behind a barrier, shown, and begun only then. Thread-safe.
 */
final class TopologyOperations {
  private final Published published;
  private final Proposer proposer;
  private final Barrier barrier;
  private final Executor executor;

  TopologyOperations(Published published, Proposer proposer, Barrier barrier, Executor executor) {
    this.published = published;
    this.proposer = proposer;
    this.barrier = barrier;
    this.executor = executor;
  }

  /** Says that a node is to hold nothing, and moves away what it holds. */
  CompletableFuture<PlanReply> drain(String id, boolean dryRun) {
    return plan("drain " + id, "", Set.of(id), dryRun, state -> draining(state, id));
  }

  private static Command draining(State state, String id) {
    Plans.guardDrain(state, id);
    Node node = state.nodes().get(id);
    return new TopologyCommand.SetNode(id, node == null ? 1 : node.capacity(), true);
  }

  /** Brings every replica, or those of one index, to where it should be. */
  CompletableFuture<PlanReply> rebalance(String index, boolean dryRun) {
    return plan("rebalance", index, Set.of(), dryRun, state -> new Command.Barrier());
  }

  /** Plans, and unless that is all, commits a first command and then every migration. */
  private CompletableFuture<PlanReply> plan(
      String purpose,
      String index,
      Set<String> leaving,
      boolean dryRun,
      Function<State, Command> first) {
    return barrier
        .pass()
        .thenComposeAsync(
            passed -> {
              State state = published.latest().state();
              Command begin = first.apply(state);
              List<TopologyCommand.StartMigration> plans = Plans.of(state, purpose, index, leaving);
              return dryRun
                  ? CompletableFuture.completedFuture(Plans.reply(state, plans, List.of()))
                  : proposer
                      .propose(begin)
                      .thenApply(TopologyOperations::accepted)
                      .thenCompose(done -> start(state, plans, new ArrayList<>()));
            },
            executor);
  }

  /** What was committed goes on if a later one is refused. */
  private CompletableFuture<PlanReply> start(
      State state, List<TopologyCommand.StartMigration> plans, List<Long> ids) {
    if (ids.size() == plans.size()) {
      return CompletableFuture.completedFuture(Plans.reply(state, plans, ids));
    }
    return proposer
        .propose(plans.get(ids.size()))
        .thenApply(TopologyOperations::accepted)
        .thenCompose(
            reply -> {
              ids.add(reply.number());
              return start(state, plans, ids);
            });
  }

  private static Reply.Accepted accepted(Reply reply) {
    if (reply instanceof Reply.Accepted accepted) {
      return accepted;
    }
    throw Refusals.of((Reply.Rejected) reply);
  }

  /** Returns the command that gives a migration up, as it is now. */
  CompletableFuture<Command> abort(long id) {
    return barrier.pass().thenApplyAsync(passed -> aborting(id), executor);
  }

  private Command aborting(long id) {
    Migration migration = published.latest().state().migrations().get(id);
    if (migration == null) {
      throw Refusals.of(new Reply.Rejected(Rejection.NOT_FOUND, "no migration " + id));
    }
    return new TopologyCommand.AdvanceMigration(
        id, migration.phase(), MigrationPhase.ABORTED, 0, 0, "by an operator");
  }
}
