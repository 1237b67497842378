package miroir.chaos.embedded.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.task.TaskQuery;
import miroir.gateway.api.task.TaskStatus;
import miroir.gateway.api.task.TaskView;
import org.jspecify.annotations.Nullable;

/** All tasks of a node. What is registered here survives the death of the process. */
public final class TaskQueue implements AutoCloseable {
  private final TaskTable table = new TaskTable();
  private final Payloads payloads;
  private final TaskLog log;
  private long nextUid;
  private long nextBatch;
  private boolean stopped;

  private TaskQueue(Path directory) throws IOException {
    this.payloads = Payloads.open(directory.resolve("payloads"));
    this.log = TaskLog.open(directory.resolve("tasks.log"), this::replay);
    Set<Long> waiting = new HashSet<>(table.unfinished());
    payloads.keepOnly(waiting);
    log.rewrite(table.all(), nextUid);
    for (Task task : table.all()) {
      Long batch = task.view().batchUid();
      nextBatch = Math.max(nextBatch, batch == null ? 0 : batch + 1);
    }
  }

  /** Opens the tasks below a directory. */
  public static TaskQueue open(Path directory) throws IOException {
    return new TaskQueue(directory);
  }

  private void replay(JsonNode line) {
    if (line.has("task")) {
      Task task = Task.fromJson(line.get("task"));
      table.put(task);
      nextUid = Math.max(nextUid, task.uid() + 1);
    } else if (line.has("gone")) {
      line.get("gone").forEach(uid -> table.remove(uid.asLong()));
    } else if (line.has("next")) {
      nextUid = Math.max(nextUid, line.get("next").asLong());
    }
  }

  /** The documents of additions. */
  public Payloads payloads() {
    return payloads;
  }

  /**
   * Accepts work. When this returns the task is in the log.
   *
   * @param documents of an addition, or null
   */
  public TaskView register(
      @Nullable String indexUid, Work work, @Nullable String metadata, byte @Nullable [] documents)
      throws IOException {
    Path staged = documents == null ? null : payloads.stage(documents);
    synchronized (this) {
      if (staged != null) {
        payloads.assign(staged, nextUid);
      }
      return enqueue(uid -> Task.accepted(uid, indexUid, work, Instant.now(), metadata));
    }
  }

  /** Accepts a cancelation or deletion of the tasks that match at this moment. */
  public synchronized TaskView registerSelection(TaskQuery query, boolean cancel, String shown) {
    return enqueue(
        uid -> {
          Set<Long> uids = Set.copyOf(table.matching(query, uid));
          Work work =
              cancel ? new Work.CancelTasks(uids, shown) : new Work.DeleteTasks(uids, shown);
          return Task.accepted(uid, null, work, Instant.now(), null);
        });
  }

  private TaskView enqueue(LongFunction<Task> make) {
    Task task = make.apply(nextUid);
    log.append(List.of(task));
    nextUid++;
    table.put(task);
    notifyAll();
    return task.view();
  }

  /** A task by its number. */
  public synchronized Optional<TaskView> get(long uid) {
    return Optional.ofNullable(table.get(uid)).map(Task::view);
  }

  /** The answer to {@code GET /tasks}. */
  public synchronized ObjectNode list(TaskQuery query, Predicate<TaskView> visible) {
    TaskTable.Found found = table.find(query, visible);
    return TaskView.list(found.page(), found.total(), query.limit(), found.next());
  }

  /** True if a task of this index is being processed. */
  public synchronized boolean isProcessing(String indexUid) {
    for (Task task : table.waiting(indexUid, 1)) {
      return task.view().status() == TaskStatus.PROCESSING;
    }
    return false;
  }

  /** Waits for work and marks the next batch as being processed; empty after {@link #stop}. */
  synchronized List<Task> takeBatch(int limit) throws InterruptedException {
    while (table.unfinished().isEmpty() && !stopped) {
      wait();
    }
    if (stopped) {
      return List.of();
    }
    List<Task> started = new ArrayList<>();
    Instant now = Instant.now();
    for (Task task : Batches.next(table, limit)) {
      Task running = task.started(nextBatch, now);
      table.put(running);
      started.add(running);
    }
    nextBatch++;
    return started;
  }

  /** Lets nobody wait for work any more. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** Notes what became of tasks. */
  synchronized void finish(Map<Long, Ending> endings) throws IOException {
    Instant now = Instant.now();
    List<Task> ended = new ArrayList<>();
    for (Map.Entry<Long, Ending> ending : endings.entrySet()) {
      Task task = table.get(ending.getKey());
      if (task != null && !task.view().status().terminal()) {
        ended.add(task.ended(ending.getValue(), now));
        rename(ending.getValue().names(), task.uid(), ended);
      }
    }
    log.append(ended);
    for (Task task : ended) {
      table.put(task);
      if (task.view().status().terminal()) {
        payloads.drop(task.uid());
      }
    }
  }

  /** Older tasks take the new names; they go to the log together with the end of this one. */
  private void rename(Map<String, String> names, long below, List<Task> changed) {
    if (!names.isEmpty()) {
      changed.addAll(table.renamed(names, below));
    }
  }

  /** Cancels those of these tasks that are not done and tells how many. */
  synchronized int cancel(Set<Long> uids, long by, long batchUid) throws IOException {
    Instant now = Instant.now();
    List<Task> canceled = new ArrayList<>();
    for (long uid : uids) {
      Task task = table.get(uid);
      if (task != null && !task.view().status().terminal()) {
        canceled.add(task.canceled(by, batchUid, now, now));
      }
    }
    log.append(canceled);
    for (Task task : canceled) {
      table.put(task);
      payloads.drop(task.uid());
    }
    return canceled.size();
  }

  /** Forgets those of these tasks that are done and tells how many. */
  synchronized int forget(Set<Long> uids) {
    ObjectNode line = Json.object();
    List<Long> gone = new ArrayList<>();
    for (long uid : uids) {
      Task task = table.get(uid);
      if (task != null && task.view().status().terminal()) {
        gone.add(uid);
      }
    }
    gone.forEach(line.putArray("gone")::add);
    log.append(line);
    gone.forEach(table::remove);
    return gone.size();
  }

  @Override
  public synchronized void close() throws IOException {
    log.close();
  }
}
