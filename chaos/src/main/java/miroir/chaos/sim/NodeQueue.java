package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a simulated node and its indexes. Two pictures of the names are kept: what is borne
 * now, and what will be once everything that is enqueued has been applied; the second says at once
 * which writes count (writes-measured §3.3).
 */
final class NodeQueue {
  /** How a task fails while the disk is full. */
  static final String DISK_FULL = "no_space_left_on_device";

  /** A schedule takes some hundred; who is sent so many is sent the same for ever. */
  private static final int TASKS_MAX = 1_000;

  private final List<Enqueued> tasks = new ArrayList<>();
  private final Map<String, Physical> borne = new TreeMap<>();
  private Map<String, Physical> later = new TreeMap<>();
  private int done;

  List<Enqueued> tasks() {
    return tasks;
  }

  /** Returns the index of that name, as reads see it. */
  @Nullable Physical borne(String name) {
    return borne.get(name);
  }

  /** Returns the names that are borne now. */
  Map<String, Physical> names() {
    return borne;
  }

  /** Returns every index by the name that it will have once the queue is empty. */
  Map<String, Physical> later() {
    return later;
  }

  void enqueue(Enqueued task) {
    if (tasks.size() >= TASKS_MAX) {
      throw new Violation("does not get well: a node is given tasks without end");
    }
    tasks.add(task);
    place(task);
  }

  private void place(Enqueued task) {
    Physical index = later.get(task.sentTo());
    if (task.work instanceof Work.Create) {
      task.lands = index == null ? new Physical() : null;
      if (task.lands != null) {
        later.put(task.sentTo(), task.lands);
      }
      return;
    }
    task.lands = index;
    if (index == null) {
      return;
    }
    if (task.work instanceof Work.Update update && update.to() != null) {
      if (later.containsKey(update.to())) {
        task.lands = null;
        return;
      }
      later.remove(task.sentTo());
      later.put(update.to(), index);
    } else if (task.work instanceof Work.Drop) {
      later.remove(task.sentTo());
    }
    index.log.add(task);
  }

  boolean idle() {
    return done == tasks.size();
  }

  /** Returns the oldest tasks that go together, at most {@code most} (writes-measured §4.2). */
  List<Enqueued> batch(int most) {
    List<Enqueued> batch = new ArrayList<>();
    boolean additions = false;
    for (int at = done; at < tasks.size() && batch.size() < most; at++) {
      Enqueued next = tasks.get(at);
      if (batch.isEmpty()) {
        batch.add(next);
      } else if (joins(batch.get(0).work, next.work)
          && next.index.equals(batch.get(0).index)
          && !(additions && next.work instanceof Work.DeleteFilter)) {
        batch.add(next);
      } else {
        break;
      }
      additions |= next.work instanceof Work.Add;
    }
    return batch;
  }

  private static boolean joins(Work first, Work next) {
    boolean documents =
        first instanceof Work.Add
            || first instanceof Work.DeleteIds
            || first instanceof Work.DeleteFilter;
    boolean more =
        next instanceof Work.Add
            || next instanceof Work.DeleteIds
            || next instanceof Work.DeleteFilter;
    return (documents && more) || (first instanceof Work.Settings && next instanceof Work.Settings);
  }

  /** Applies tasks that went together; {@code fault} fails them all, by the node's own fault. */
  void apply(List<Enqueued> batch, String fault, long atMillis) {
    String poison = fault.isEmpty() ? poison(batch) : fault;
    for (Enqueued task : batch) {
      done++;
      if (poison.isEmpty()) {
        applyOne(task, atMillis);
      } else {
        task.end(poison, 0, atMillis);
      }
    }
    if (!fault.isEmpty()) {
      retell();
    }
  }

  /** A bad filter and an addition behind it fail all their neighbours (writes-measured §4.3). */
  private String poison(List<Enqueued> batch) {
    boolean bad = false;
    for (Enqueued task : batch) {
      Physical index = borne.get(task.index);
      bad |=
          task.work instanceof Work.DeleteFilter delete
              && !delete.filter().isEmpty()
              && index != null
              && !index.filterable();
      if (bad && task.work instanceof Work.Add) {
        return "invalid_document_filter";
      }
    }
    return "";
  }

  private void applyOne(Enqueued task, long atMillis) {
    Physical index = borne.get(task.index);
    if (task.work instanceof Work.Create) {
      create(task, index, atMillis);
    } else if (index == null) {
      task.end("index_not_found", 0, atMillis);
    } else if (task.work instanceof Work.Update update) {
      rename(task, update, index, atMillis);
    } else if (task.work instanceof Work.Drop) {
      borne.remove(task.index);
      task.end("", 0, atMillis);
    } else if (task.work instanceof Work.Add add) {
      task.end("", task.payloadLost ? 0 : index.add(add), atMillis);
    } else if (task.work instanceof Work.DeleteIds delete) {
      task.end("", index.delete(delete.ids()), atMillis);
    } else if (task.work instanceof Work.DeleteFilter delete) {
      boolean good = delete.filter().isEmpty() || index.filterable();
      task.end(
          good ? "" : "invalid_document_filter",
          good ? index.deleteWhere(delete.filter(), delete.tokens()) : 0,
          atMillis);
    } else if (task.work instanceof Work.Clear) {
      task.end("", index.clear(), atMillis);
    } else if (task.work instanceof Work.Settings settings) {
      index.change(settings.patch());
      task.end("", 0, atMillis);
    }
  }

  private void create(Enqueued task, @Nullable Physical present, long atMillis) {
    Physical made = task.lands;
    if (present == null && made != null) {
      borne.put(task.index, made);
    }
    task.end(present == null ? "" : "index_already_exists", 0, atMillis);
  }

  private void rename(Enqueued task, Work.Update update, Physical index, long atMillis) {
    String to = update.to();
    if (to != null) {
      if (borne.containsKey(to)) {
        task.end("index_already_exists", 0, atMillis);
        return;
      }
      String from = task.index;
      borne.remove(from);
      borne.put(to, index);
      for (Enqueued earlier : tasks) {
        if (earlier.uid <= task.uid && earlier.index.equals(from)) {
          earlier.index = to;
        }
      }
    }
    task.end("", 0, atMillis);
  }

  /** What was enqueued may count otherwise, since a task failed that should not have. */
  private void retell() {
    java.util.Set<Physical> known = new java.util.LinkedHashSet<>(borne.values());
    known.addAll(later.values());
    known.forEach(index -> index.log.removeIf(task -> !task.over()));
    later = new TreeMap<>(borne);
    tasks.subList(done, tasks.size()).forEach(this::place);
  }

  /** A power cut: the payloads of what is queued are empty (writes-measured §5.2). */
  void losePayloads() {
    for (Enqueued task : tasks.subList(done, tasks.size())) {
      task.payloadLost |= task.work instanceof Work.Add;
    }
  }

  /** Returns a copy that shares nothing that changes. */
  NodeQueue copy() {
    NodeQueue copy = new NodeQueue();
    IdentityHashMap<Physical, Physical> copies = new IdentityHashMap<>();
    IdentityHashMap<Enqueued, Enqueued> copied = new IdentityHashMap<>();
    Function<Physical, Physical> same =
        index -> copies.computeIfAbsent(index, old -> old.copy(copied));
    for (Enqueued task : tasks) {
      Enqueued next = task.copy();
      copied.put(task, next);
      copy.tasks.add(next);
    }
    copied.forEach((task, next) -> next.lands = task.lands == null ? null : same.apply(task.lands));
    borne.forEach((name, index) -> copy.borne.put(name, same.apply(index)));
    later.forEach((name, index) -> copy.later.put(name, same.apply(index)));
    copy.done = done;
    return copy;
  }
}
