package miroir.gateway.writer;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import miroir.command.TaskKind;
import miroir.gateway.lane.Known;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/** Reads an index's unfinished tasks from the coordinators. The answer comes once, on the loop. */
public interface TaskLog {
  /** Asks; null is answered when no coordinator does. */
  void unfinished(long index, Consumer<@Nullable Unfinished> answer);

  /**
   * What was found.
   *
   * @param tasks oldest first
   * @param settled by node: the settled positions of the members
   * @param newest by node: the newest tasks known of the members' nodes
   */
  record Unfinished(
      List<OpenTask> tasks,
      SortedMap<String, Position> settled,
      SortedMap<String, Position> newest) {
    /** Returns what is known of a member's node, or null. */
    @Nullable Known known(String node) {
      Position there = settled.get(node);
      return there == null ? null : new Known(there, there.later(newest.getOrDefault(node, there)));
    }
  }

  /**
   * One unfinished task.
   *
   * @param uid the task
   * @param kind its type
   * @param epoch lease epoch of its write
   * @param seq sequence number of its write, -1 for an index operation
   * @param details JSON that it shows
   * @param ended whether its outcome is committed; some that have ended are told too, so that a log
   *     read from before them is understood
   * @param nodeTasks the node tasks behind it, by node
   * @param failure the error object, JSON, that it will end with however its node tasks end, or
   *     null
   */
  record OpenTask(
      long uid,
      TaskKind kind,
      long epoch,
      long seq,
      String details,
      boolean ended,
      Map<String, Long> nodeTasks,
      @Nullable String failure) {}
}
