package miroir.gateway.lane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;
import miroir.topology.Position;

/**
 * Follows node tasks to their end: asks for the oldest unfinished task of the index, below which
 * everything has ended, then once for what has (writes-measured §7). The same answer must show the
 * newest task that was told before, with its time stamp, and every task that was asked for: else it
 * comes from another database. Runs on the writer's loop.
 */
public final class Follower {
  /** Looks cost the node time that its indexing needs: the longer nothing ended, the fewer. */
  private static final int SHARE_OF_WAIT = 8;

  private final TreeMap<Long, Told> unfinished = new TreeMap<>();
  private final TreeMap<Long, Consumer<NodeTask>> watched = new TreeMap<>();
  private final LaneTerms terms;
  private final String node;
  private final Supplier<List<String>> names;
  private final Consumer<List<NodeTask>> ended;
  private final Runnable strange;
  private final Known known;
  private boolean polling;
  private boolean stopped;
  private long waitsSinceNanos;
  private long newest = -1;

  /** When a node said that it has a task, by its own time and by ours. */
  private record Told(String enqueuedAt, long atNanos) {}

  Follower(
      LaneTerms terms,
      String node,
      Supplier<List<String>> names,
      Known known,
      Consumer<List<NodeTask>> ended,
      Runnable strange) {
    this.terms = terms;
    this.node = node;
    this.names = names;
    this.ended = ended;
    this.strange = strange;
    this.known = known;
  }

  /** Returns the number of tasks that have not ended, as far as the lane has told of them. */
  public int size() {
    return unfinished.size();
  }

  /** Returns how long ago the oldest of them was told, 0 without one. Milliseconds. */
  public long oldestMillis() {
    return ageNanos() / 1_000_000;
  }

  /** Returns the newest task that the node has told of, -1 before the first. */
  public long newest() {
    return newest;
  }

  /** Returns whether every task up to one has ended, as far as the lane has told of them. */
  public boolean hasEndedUpTo(long nodeTask) {
    return unfinished.headMap(nodeTask, true).isEmpty()
        && watched.headMap(nodeTask, true).isEmpty();
  }

  /** Returns for how long the oldest task has been unfinished, nanoseconds; 0 without one. */
  public long ageNanos() {
    return unfinished.isEmpty()
        ? 0
        : terms.clock().nanos() - unfinished.firstEntry().getValue().atNanos;
  }

  /** Adds a task; without a time stamp whatever bears its uid is taken for it. */
  public void add(Position nodeTask) {
    newest = Math.max(newest, nodeTask.uid());
    unfinished.put(nodeTask.uid(), new Told(nodeTask.enqueuedAt(), terms.clock().nanos()));
    wake();
  }

  /** Returns whether every task that it was told of has ended. */
  boolean isIdle() {
    return unfinished.isEmpty() && watched.isEmpty();
  }

  /** The database that had what is followed is gone. */
  void forget() {
    unfinished.clear();
    watched.clear();
  }

  /** Tells one task's end to somebody else than the owner. */
  void watch(long nodeTask, Consumer<NodeTask> whenEnded) {
    newest = Math.max(newest, nodeTask);
    watched.put(nodeTask, whenEnded);
    wake();
  }

  void stop() {
    stopped = true;
  }

  private void wake() {
    if (!polling && !stopped) {
      polling = true;
      waitsSinceNanos = terms.clock().nanos();
      terms.clock().after(Limits.POLL.toMillis() / 3, this::poll);
    }
  }

  private void rest(boolean fruitful) {
    long now = terms.clock().nanos();
    if (fruitful) {
      waitsSinceNanos = now;
    }
    if (stopped || (unfinished.isEmpty() && watched.isEmpty())) {
      polling = false;
      return;
    }
    long share = (now - waitsSinceNanos) / 1_000_000 / SHARE_OF_WAIT;
    long pause = Math.max(Limits.POLL.toMillis(), share);
    terms.clock().after(Math.min(pause, Limits.POLL_MOST.toMillis()), this::poll);
  }

  private void poll() {
    if (stopped) {
      return;
    }
    String path =
        "/tasks?indexUids="
            + String.join(",", names.get())
            + "&statuses=enqueued,processing&reverse=true&limit=1";
    ask(
        path,
        list -> {
          JsonNode oldest = list.path("results").path(0);
          collect(oldest.isMissingNode() ? Long.MAX_VALUE : oldest.path("uid").asLong());
        });
  }

  private void collect(long oldest) {
    List<Long> over = new ArrayList<>(unfinished.headMap(oldest).keySet());
    over.addAll(watched.headMap(oldest).keySet());
    if (over.isEmpty()) {
      rest(false);
      return;
    }
    List<Long> some = over.subList(0, Math.min(over.size(), Limits.POLLED_TASKS));
    Set<Long> uids = new TreeSet<>(some);
    Position proof = known.seen();
    if (!proof.enqueuedAt().isEmpty()) {
      uids.add(proof.uid());
    }
    String asked = uids.stream().map(String::valueOf).collect(Collectors.joining(","));
    ask(
        "/tasks?reverse=true&limit=" + uids.size() + "&uids=" + asked,
        list -> {
          List<NodeTask> tasks = new ArrayList<>();
          list.path("results").forEach(task -> tasks.add(NodeTask.of(task)));
          boolean shown =
              proof.enqueuedAt().isEmpty()
                  || tasks.stream().anyMatch(task -> task.position().equals(proof));
          if (shown && tasks.size() == uids.size()) {
            tell(tasks);
          } else {
            strange.run();
            rest(false);
          }
        });
  }

  private void tell(List<NodeTask> tasks) {
    List<NodeTask> ours = new ArrayList<>();
    for (NodeTask task : tasks) {
      Told told = unfinished.get(task.uid());
      String enqueuedAt = told == null ? "" : told.enqueuedAt;
      if (!enqueuedAt.isEmpty() && !enqueuedAt.equals(task.enqueuedAt())) {
        // It stays unfinished for ever: the database that had it is gone.
        known.misses(new Position(task.uid(), enqueuedAt));
        strange.run();
        break;
      }
      if (!task.ended()) {
        continue;
      }
      Consumer<NodeTask> watcher = watched.remove(task.uid());
      if (watcher != null) {
        watcher.accept(task);
      }
      known.sees(task.position());
      if (unfinished.remove(task.uid()) != null) {
        ours.add(task);
      }
    }
    if (!ours.isEmpty()) {
      ended.accept(ours);
    }
    rest(true);
  }

  private void ask(String path, Consumer<JsonNode> then) {
    terms
        .nodes()
        .send(
            new NodeApi.Request(node, "GET", path, null, new byte[0]),
            answer -> {
              if (stopped) {
                return;
              }
              if (answer instanceof NodeApi.Answer.Answered ok && ok.status() == 200) {
                then.accept(Json.tree(ok.body()));
              } else {
                rest(false);
              }
            });
  }
}
