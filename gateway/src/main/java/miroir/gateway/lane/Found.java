package miroir.gateway.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/** Entries that a cut has found in the node's log. Runs on the writer's loop. */
final class Found {
  private final Map<Long, NodeTask> tasks = new HashMap<>();

  /**
   * Entries that one task of the node bears.
   *
   * @param task the task
   */
  record Part(NodeTask task, List<Entry> entries) {
    /** Returns whether nothing else is in the task. */
    boolean isWhole() {
      return task.tag().map(tag -> tag.writes().size()).orElse(0) == entries.size();
    }
  }

  void learn(Map<Long, NodeTask> bySeq) {
    tasks.putAll(bySeq);
  }

  void keepOnly(LongPredicate wanted) {
    tasks.keySet().removeIf(seq -> !wanted.test(seq));
  }

  boolean has(long seq) {
    return tasks.containsKey(seq);
  }

  void drop(long seq) {
    tasks.remove(seq);
  }

  /** Takes the first entry, which was found, and those behind it that the same task bears. */
  Part take(NavigableMap<Long, Entry> waiting, BooleanSupplier maySend) {
    NodeTask task = Objects.requireNonNull(tasks.get(waiting.firstKey()));
    List<Entry> together = new ArrayList<>();
    while (maySend.getAsBoolean() && task.equals(tasks.get(waiting.firstKey()))) {
      tasks.remove(waiting.firstKey());
      together.add(waiting.pollFirstEntry().getValue());
    }
    return new Part(task, List.copyOf(together));
  }
}
