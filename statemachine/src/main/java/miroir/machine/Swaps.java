package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Swap;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.topology.Lease;

/**
 * Exchanges of names. Writes follow the newest name map; reads follow a swap once the tasks before
 * it have ended (protocol.md, Write).
 */
final class Swaps {
  private Swaps() {}

  static Applied swap(State state, Command.SwapIndexes command, long atNanos, int rules) {
    TreeMap<String, Long> names = new TreeMap<>(state.names());
    TreeMap<Long, Long> before = new TreeMap<>();
    for (Swap swap : command.swaps()) {
      Long left = names.get(swap.left());
      Long right = names.get(swap.right());
      if (left == null || (right == null && !swap.rename())) {
        return Applied.refused(
            state, Rejection.NOT_FOUND, left == null ? swap.left() : swap.right());
      }
      if (right != null && swap.rename()) {
        return Applied.refused(state, Rejection.EXISTS, swap.right());
      }
      names.put(swap.right(), left);
      if (right == null) {
        names.remove(swap.left());
      } else {
        names.put(swap.left(), right);
        before.put(right, state.leases().getOrDefault(right, Lease.NONE).lastTask());
      }
      before.put(left, state.leases().getOrDefault(left, Lease.NONE).lastTask());
    }
    StateBuilder next = state.change();
    next.names = Sorted.copyOf(names);
    long index = command.kind() == TaskKind.INDEX_SWAP ? -1 : before.firstKey();
    long task = TaskWork.append(next, index, command.kind(), command.details(), atNanos);
    List<State.WaitingSwap> waiting = new ArrayList<>(state.swaps());
    waiting.add(new State.WaitingSwap(task, Sorted.copyOf(before), next.names));
    next.swaps = List.copyOf(waiting);
    settle(next, atNanos, rules);
    return Applied.done(next.rerouted(), task);
  }

  /** Lets reads follow the swaps whose earlier tasks have ended, oldest first. */
  static void settle(StateBuilder next, long atNanos, int rules) {
    while (!next.swaps.isEmpty() && mayBeSeen(next.tasks, next.swaps.get(0).before())) {
      State.WaitingSwap swap = next.swaps.get(0);
      next.swaps = next.swaps.subList(1, next.swaps.size()).stream().toList();
      if (next.swaps.isEmpty()) {
        next.readNames = next.names;
      } else if (rules < 3) {
        next.readNames = withoutDeleted(next, swap.names());
      } else {
        follow(next, swap);
      }
      TaskRow row = next.tasks.find(swap.taskUid()).orElseThrow();
      TaskWork.end(next, swap.taskUid(), TaskStatus.SUCCEEDED, row.details(), null, atNanos);
      next.rerouted();
    }
  }

  /**
   * Takes an index that is deleted from reads. Its name may wait to be another's: reads of that
   * follow at once, rather than lead nowhere until the tasks before have ended.
   */
  static void forget(StateBuilder next, long index) {
    int last = -1;
    for (int i = 0; i < next.swaps.size(); i++) {
      last = next.swaps.get(i).before().containsKey(index) ? i : last;
    }
    List<State.WaitingSwap> waiting = new ArrayList<>(next.swaps);
    for (int i = 0; i <= last; i++) {
      follow(next, waiting.get(i));
      State.WaitingSwap seen = waiting.get(i);
      waiting.set(i, new State.WaitingSwap(seen.taskUid(), seen.before(), Sorted.empty()));
    }
    next.swaps = List.copyOf(waiting);
    TreeMap<String, Long> kept = new TreeMap<>(next.readNames);
    kept.values().removeIf(id -> id == index);
    next.readNames = Sorted.copyOf(kept);
  }

  /** Only what was exchanged: other names may be newer. One that reads have followed is empty. */
  private static void follow(StateBuilder next, State.WaitingSwap swap) {
    if (swap.names().isEmpty()) {
      return;
    }
    TreeMap<String, Long> read = new TreeMap<>(next.readNames);
    read.values().removeIf(id -> swap.before().containsKey(id));
    swap.names()
        .forEach(
            (name, id) -> {
              if (swap.before().containsKey(id) && next.names.containsValue(id)) {
                read.putIfAbsent(name, id);
              }
            });
    next.readNames = Sorted.copyOf(read);
  }

  private static boolean mayBeSeen(Tasks tasks, SortedMap<Long, Long> before) {
    return before.values().stream()
        .allMatch(
            uid -> uid < 0 || tasks.find(uid).map(row -> row.status().terminal()).orElse(true));
  }

  private static SortedMap<String, Long> withoutDeleted(
      StateBuilder next, SortedMap<String, Long> names) {
    TreeMap<String, Long> kept = new TreeMap<>(names);
    kept.values().removeIf(id -> !next.names.containsValue(id));
    return Sorted.copyOf(kept);
  }
}
