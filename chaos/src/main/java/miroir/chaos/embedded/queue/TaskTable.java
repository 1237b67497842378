package miroir.chaos.embedded.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import miroir.gateway.api.task.TaskQuery;
import miroir.gateway.api.task.TaskStatus;
import miroir.gateway.api.task.TaskView;
import org.jspecify.annotations.Nullable;

/** All tasks in memory, found by number, index and whether they are done. Not thread-safe. */
final class TaskTable {
  private final TreeMap<Long, Task> tasks = new TreeMap<>();
  private final TreeSet<Long> unfinished = new TreeSet<>();
  private final Map<String, TreeSet<Long>> byIndex = new HashMap<>();

  /**
   * Some of the tasks.
   *
   * @param page those to show
   * @param total how many match
   * @param next the task after the page, or null
   */
  record Found(List<TaskView> page, long total, @Nullable Long next) {}

  @Nullable Task get(long uid) {
    return tasks.get(uid);
  }

  Collection<Task> all() {
    return tasks.values();
  }

  NavigableSet<Long> unfinished() {
    return unfinished;
  }

  /** Unfinished tasks of an index, oldest first. */
  List<Task> waiting(String indexUid, int limit) {
    List<Task> waiting = new ArrayList<>();
    for (long uid : unfinished) {
      Task task = tasks.get(uid);
      if (task != null && indexUid.equals(task.indexUid())) {
        waiting.add(task);
        if (waiting.size() >= limit) {
          break;
        }
      }
    }
    return waiting;
  }

  void put(Task task) {
    Task before = tasks.put(task.uid(), task);
    if (before != null) {
      unlink(before);
    }
    if (!task.view().status().terminal()) {
      unfinished.add(task.uid());
    }
    if (task.indexUid() != null) {
      byIndex.computeIfAbsent(task.indexUid(), name -> new TreeSet<>()).add(task.uid());
    }
  }

  void remove(long uid) {
    Task task = tasks.remove(uid);
    if (task != null) {
      unlink(task);
    }
  }

  private void unlink(Task task) {
    unfinished.remove(task.uid());
    Set<Long> same = task.indexUid() == null ? null : byIndex.get(task.indexUid());
    if (same != null) {
      same.remove(task.uid());
    }
  }

  /** Tasks below a number with the new names of their indexes; nothing is changed here. */
  List<Task> renamed(Map<String, String> names, long below) {
    List<Task> changed = new ArrayList<>();
    for (Map.Entry<String, String> name : names.entrySet()) {
      TreeSet<Long> uids = byIndex.getOrDefault(name.getKey(), new TreeSet<>());
      for (long uid : uids.headSet(below)) {
        Task task = tasks.get(uid);
        if (task != null) {
          changed.add(task.renamed(name.getValue()));
        }
      }
    }
    return changed;
  }

  Set<Long> matching(TaskQuery query, long below) {
    Set<Long> uids = new TreeSet<>();
    for (Task task : tasks.headMap(below).values()) {
      if (query.matches(task.view())) {
        uids.add(task.uid());
      }
    }
    return uids;
  }

  Found find(TaskQuery query, Predicate<TaskView> visible) {
    NavigableSet<Long> uids = candidates(query);
    boolean simple = query.unfiltered() || isOnlyIndex(query);
    List<TaskView> page = new ArrayList<>();
    long total = 0;
    Long next = null;
    for (long uid : query.reverse() ? uids : uids.descendingSet()) {
      Task task = tasks.get(uid);
      if (task == null || !query.matches(task.view()) || !visible.test(task.view())) {
        continue;
      }
      total++;
      boolean reached = query.from().map(f -> query.reverse() ? uid >= f : uid <= f).orElse(true);
      if (reached && page.size() < query.limit()) {
        page.add(task.view());
      } else if (reached && next == null) {
        next = uid;
        if (simple) {
          total = uids.size();
          break;
        }
      }
    }
    return new Found(page, total, next);
  }

  private static boolean isOnlyIndex(TaskQuery query) {
    return query.indexUids().map(names -> names.size() == 1).orElse(false)
        && query.statuses().isEmpty()
        && query.types().isEmpty()
        && query.uids().isEmpty()
        && query.batchUids().isEmpty()
        && query.canceledBy().isEmpty();
  }

  /** The smallest set at hand that holds all that can match. */
  private NavigableSet<Long> candidates(TaskQuery query) {
    if (query.uids().isPresent()) {
      return new TreeSet<>(query.uids().get());
    }
    Optional<Set<TaskStatus>> statuses = query.statuses();
    if (statuses.isPresent() && statuses.get().stream().noneMatch(TaskStatus::terminal)) {
      return unfinished;
    }
    Optional<Set<String>> indexes = query.indexUids();
    if (indexes.isPresent()) {
      if (indexes.get().size() == 1) {
        return byIndex.getOrDefault(indexes.get().iterator().next(), new TreeSet<>());
      }
      TreeSet<Long> uids = new TreeSet<>();
      indexes.get().forEach(name -> uids.addAll(byIndex.getOrDefault(name, new TreeSet<>())));
      return uids;
    }
    return tasks.navigableKeySet();
  }
}
