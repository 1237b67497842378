package miroir.command;

import java.util.List;
import miroir.cluster.SlotSet;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;

/** What moves data from node to node, and what operators say of nodes. */
public interface TopologyCommand extends Command {
  /**
   * Plans a migration. Answers its id. Refused with UNSAFE_MIGRATION_CONFIG in the detail where the
   * safety gate forbids it, with INVALID if a move does not fit the placement, with EXISTS if one
   * of its shards is on the move already.
   */
  record StartMigration(String purpose, long index, List<Move> moves) implements TopologyCommand {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.startMigration(this);
    }
  }

  /**
   * Takes a migration to its next phase. Refused with STALE unless it is in {@code from}, and with
   * NOT_READY while what the next phase needs is not there.
   *
   * @param leaseEpoch of the index's writer where it is the writer that knows; 0: the leader
   * @param deltaDocuments documents that the delta pass has found to differ
   * @param note for people
   */
  record AdvanceMigration(
      long migration,
      MigrationPhase from,
      MigrationPhase to,
      long leaseEpoch,
      long deltaDocuments,
      String note)
      implements TopologyCommand {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.advanceMigration(this);
    }
  }

  /** Pauses a migration, or lets it go on; refused from activation on. */
  record PauseMigration(long migration, boolean paused) implements TopologyCommand {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.pauseMigration(this);
    }
  }

  /**
   * Lets what a migration has replaced receive nothing any more, so that it can be deleted. Refused
   * with NOT_READY while a gateway may still read there (invariant I7), or a target is not in sync.
   */
  record ClearReplicas(long migration) implements TopologyCommand {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.clearReplicas(this);
    }
  }

  /**
   * Forgets replicas of a node that belong to nobody: none of their documents is left there. All
   * slots: the member as a whole, whose physical index will be deleted; refused with STALE if it
   * has another replica by now.
   */
  record ForgetReplicas(long index, long leaseEpoch, String node, SlotSet slots)
      implements TopologyCommand {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.forgetReplicas(this);
    }
  }

  /**
   * Sets a node's weight, and whether it is to hold nothing. Refused with INVALID where it would
   * leave its group without a node.
   */
  record SetNode(String id, int capacity, boolean draining) implements TopologyCommand {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.setNode(this);
    }
  }

  /** Forgets a node; refused with INVALID while it holds replicas, and for the last of a group. */
  record RemoveNode(String id) implements TopologyCommand {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.removeNode(this);
    }
  }
}
