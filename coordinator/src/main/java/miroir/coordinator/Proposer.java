package miroir.coordinator;

import java.util.concurrent.CompletableFuture;
import miroir.command.Command;
import miroir.command.OperationId;
import miroir.command.Reply;

/**
 * Puts commands into the replicated log. Thread-safe; never blocks the caller. A future that fails
 * with {@link NotLeader} was refused before the log saw it or may yet commit under the next leader;
 * repeat under the same operation id. Cancelling a future does not take the command back.
 */
public interface Proposer {
  /** Proposes a command of this process, under an operation id of its own. */
  CompletableFuture<Reply> propose(Command command);

  /** Proposes a command of somebody else, who numbers it. */
  CompletableFuture<Reply> propose(OperationId id, Command command);

  /** This coordinator does not lead. */
  final class NotLeader extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String leader;

    /** Makes one that names the leader's peer id, or empty if unknown. */
    public NotLeader(String leader) {
      super(leader.isEmpty() ? "no leader is known" : "the leader is " + leader);
      this.leader = leader;
    }

    /** Returns the leader's peer id, or empty. */
    public String leader() {
      return leader;
    }
  }
}
