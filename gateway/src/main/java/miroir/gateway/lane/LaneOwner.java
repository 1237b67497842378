package miroir.gateway.lane;

import java.util.List;
import miroir.cluster.SlotSet;
import miroir.gateway.api.ApiError;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/** Who hears what becomes of a lane's entries: the writer of the index. Called on its loop. */
public interface LaneOwner {
  /**
   * A node has enqueued a write.
   *
   * @param expected documents that the node must count in the joined request, -1 for none
   */
  void enqueued(String node, long seq, long nodeTask, int expected);

  /** A node has refused a write, definitely, and for a reason of the write's own. */
  void refused(String node, long seq, ApiError error);

  /** A node's tasks have ended. */
  void ended(String node, List<NodeTask> tasks);

  /** The lane cannot be repaired for now: what waits in it is missed. */
  void out(String node, List<Long> missedSeqs);

  /**
   * A cut has read a member's log for the first time under this lease. Returns what must be marked
   * dirty there: slots of writes that it has and that are neither registered nor under way.
   */
  SlotSet compare(String node, List<NodeTask> log);

  /**
   * A node has lost what it told of. Marks all of it dirty.
   *
   * @param task that it told of
   * @param done told once whether that is committed; if not, it may be asked for again
   */
  void distrust(String node, Position task, Distrusted done);

  /** The lane is open. {@code log} is what its first cut read, null at any later opening. */
  void opened(String node, @Nullable List<NodeTask> log);

  /** What became of a distrust. */
  @FunctionalInterface
  interface Distrusted {
    /** Told once. */
    void told(boolean marked);
  }
}
