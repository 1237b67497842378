package miroir.coordinator.driver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miroir.coordinator.Limits;
import miroir.coordinator.node.NodeControl;
import miroir.machine.State;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Position;

/**
 * Whether a node still is the database that was adopted (writes-measured §9): its marker key is
 * there, and so are the tasks that are known of it, with the node's own time stamps. A database
 * that was put back to an older state gives the same numbers again, at other times. Thread-safe;
 * one thread at a time asks about a node.
 */
final class NodeIdentity {
  private final Map<String, Position> seen = new ConcurrentHashMap<>();
  private final Map<String, Integer> rounds = new ConcurrentHashMap<>();

  /** Returns whether it is the same, and remembers its newest task. */
  boolean isSame(State state, Node node, NodeControl control) {
    if (!control.hasKey(node.marker())) {
      return false;
    }
    Position newest = control.newestTask();
    Set<Position> known = some(node, known(state, node));
    Position last = seen.getOrDefault(node.id(), Position.START);
    if (last.uid() >= 0) {
      known.add(last);
    }
    if (!goesOnFrom(known, newest, control)) {
      return false;
    }
    seen.put(node.id(), newest);
    return true;
  }

  private static List<Position> known(State state, Node node) {
    return state.indexes().values().stream()
        .map(index -> index.members().get(node.id()))
        .filter(Objects::nonNull)
        .flatMap(member -> Stream.of(member.settled(), member.newest()))
        .filter(position -> position.uid() >= 0)
        .toList();
  }

  /** One part after another, as long as the node is up. */
  private Set<Position> some(Node node, List<Position> all) {
    boolean up = node.status() == NodeStatus.UP && seen.containsKey(node.id());
    int most = up ? Limits.KNOWN_TASKS_WHILE_UP : Limits.KNOWN_TASKS - 1;
    int round = rounds.merge(node.id(), 1, Integer::sum);
    int first = all.size() <= most ? 0 : (int) ((long) round * most % all.size());
    Set<Position> known = new HashSet<>();
    Stream.concat(all.stream().skip(first), all.stream())
        .limit(Math.min(most, all.size()))
        .forEach(known::add);
    return known;
  }

  /** A node forgets its oldest tasks by itself, and may be told to forget any that has ended. */
  private static boolean goesOnFrom(Set<Position> known, Position newest, NodeControl control) {
    if (known.isEmpty()) {
      return true;
    }
    Map<Long, Position> there = new HashMap<>();
    control
        .tasks(known.stream().map(Position::uid).collect(Collectors.toSet()))
        .forEach(task -> there.put(task.uid(), task));
    return known.stream()
        .allMatch(
            task ->
                task.uid() <= newest.uid() && there.getOrDefault(task.uid(), task).equals(task));
  }

  /** Another database is to be adopted. */
  void forget(String node) {
    seen.remove(node);
  }

  void forgetAll() {
    seen.clear();
  }
}
