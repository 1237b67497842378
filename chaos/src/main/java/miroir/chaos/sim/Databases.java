package miroir.chaos.sim;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import miroir.command.Registration;
import miroir.machine.State;
import miroir.machine.TaskRow;
import miroir.topology.Index;
import miroir.topology.Member;

/** What has become of the databases that the coordinators have adopted. */
final class Databases {
  private final Set<Long> lost = new HashSet<>();
  private final World world;

  Databases(World world) {
    this.world = world;
  }

  /** Returns which database the coordinators take a node for. */
  String marker(String node) {
    return Objects.requireNonNull(world.state().nodes().get(node)).marker();
  }

  /** Returns whether what the coordinators count on there is gone, and they do not know it yet. */
  boolean isGone(String node) {
    return world.node(node).hasLost(marker(node));
  }

  /**
   * Returns whether a physical index is of a database that was put back, and that not everybody
   * knows yet: it shows what was, and no gateway can tell.
   */
  boolean isPutBack(String node, long index, long cut) {
    Index known = world.state().indexes().get(index);
    Member member = known == null ? null : known.members().get(node);
    return world.node(node).wasReplaced()
        && (isGone(node) || member == null || !member.names().contains(cut));
  }

  /** Returns whether some shard has no other copy that is there, in sync. */
  boolean hasLastCopy(String node) {
    return world.state().indexes().values().stream().anyMatch(index -> isLast(index, node));
  }

  private boolean isLast(Index index, String node) {
    for (int shard = 0; shard < index.shards(); shard++) {
      if (!isElsewhere(index, shard, node)) {
        return true;
      }
    }
    return false;
  }

  /** A database is gone, and then the others miss something: two faults, and no copy is left. */
  void look(State state) {
    for (String node : state.nodes().keySet()) {
      if (world.node(node).wasReplaced() && isGone(node)) {
        state.indexes().values().stream()
            .filter(index -> isLast(index, node))
            .forEach(index -> lost.add(index.id()));
      }
    }
  }

  /** Returns whether no protocol could keep all of an index. */
  boolean hasLost(long index) {
    return lost.contains(index);
  }

  private boolean isElsewhere(Index index, int shard, String node) {
    return index.members().keySet().stream()
        .anyMatch(
            other ->
                !other.equals(node) && !isGone(other) && Inspector.inSync(index, other, shard));
  }

  /** A node took it under a name that it has then failed to give, by a fault of its own. */
  boolean isVoidByFault(String node, TaskRow row) {
    List<Enqueued> tasks = world.node(node).queue().tasks();
    for (Registration.NodeTask behind : row.nodeTasks()) {
      if (behind.node().equals(node) && behind.uid() < tasks.size()) {
        String name = tasks.get((int) behind.uid()).sentTo();
        return tasks.stream()
            .anyMatch(
                task ->
                    task.work instanceof Work.Update update
                        && name.equals(update.to())
                        && task.status.equals("failed"));
      }
    }
    return false;
  }
}
