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
 */
public record Registration(
    long seq,
    TaskKind kind,
    String details,
    @Nullable String metadata,
    List<NodeTask> nodeTasks,
    @Nullable String settings,
    SortedMap<String, SlotSet> missed) {

  /**
   * A task on a node.
   *
   * @param node the node
   * @param uid its uid there
   */
  public record NodeTask(String node, long uid) {}
}
