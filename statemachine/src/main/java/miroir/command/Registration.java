package miroir.command;

import java.util.List;
import java.util.SortedMap;
import miroir.cluster.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * One accepted write, about to become a task (protocol.md W5).
 *
 * @param seq its place in the writer's order
 * @param kind what clients see
 * @param details JSON that clients see until it ends
 * @param metadata the client's {@code customMetadata}
 * @param nodeTasks the node tasks behind it
 * @param settings settings tasks only: the client settings with this patch folded in, JSON
 * @param missed what members did not receive: their slots become dirty
 * @param failure the error object, JSON, of a write that will be told as failed however its node
 *     tasks end; kept with the task so that the next writer tells the same
 * @param originEpoch lease epoch that its tag on the nodes bears, 0 for the proposing one
 * @param originSeq sequence number that its tag bears; counts only with an origin epoch
 */
public record Registration(
    long seq,
    TaskKind kind,
    String details,
    @Nullable String metadata,
    List<NodeTask> nodeTasks,
    @Nullable String settings,
    SortedMap<String, SlotSet> missed,
    @Nullable String failure,
    long originEpoch,
    long originSeq) {

  /** A write of the proposing lease epoch that nothing forbids to succeed. */
  public Registration(
      long seq,
      TaskKind kind,
      String details,
      @Nullable String metadata,
      List<NodeTask> nodeTasks,
      @Nullable String settings,
      SortedMap<String, SlotSet> missed) {
    this(seq, kind, details, metadata, nodeTasks, settings, missed, null, 0, 0);
  }

  /**
   * A task on a node.
   *
   * @param node the node
   * @param uid its uid there
   */
  public record NodeTask(String node, long uid) {}
}
