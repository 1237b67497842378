package miroir.gateway.lane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;

/**
 * Follows node tasks to their end: asks for the oldest unfinished task of the index, below which
 * everything has ended, then once for what has (writes-measured §7). Runs on the writer's loop.
 */
final class Follower {
  /** Looks cost the node time that its indexing needs: the longer nothing ended, the fewer. */
  private static final int SHARE_OF_WAIT = 8;

  private final TreeSet<Long> unfinished = new TreeSet<>();
  private final TreeMap<Long, Consumer<NodeTask>> watched = new TreeMap<>();
  private final LaneTerms terms;
  private final String node;
  private final Supplier<List<String>> names;
  private final Consumer<List<NodeTask>> ended;
  private boolean polling;
  private boolean stopped;
  private long waitsSinceNanos;
  private long newest = -1;

  Follower(
      LaneTerms terms, String node, Supplier<List<String>> names, Consumer<List<NodeTask>> ended) {
    this.terms = terms;
    this.node = node;
    this.names = names;
    this.ended = ended;
  }

  int size() {
    return unfinished.size();
  }

  long newest() {
    return newest;
  }

  boolean hasEndedUpTo(long nodeTask) {
    return unfinished.headSet(nodeTask, true).isEmpty()
        && watched.headMap(nodeTask, true).isEmpty();
  }

  void add(long nodeTask) {
    newest = Math.max(newest, nodeTask);
    unfinished.add(nodeTask);
    wake();
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
    List<Long> over = new ArrayList<>(unfinished.headSet(oldest));
    over.addAll(watched.headMap(oldest).keySet());
    if (over.isEmpty()) {
      rest(false);
      return;
    }
    List<Long> some = over.subList(0, Math.min(over.size(), Limits.POLLED_TASKS));
    String uids = some.stream().map(String::valueOf).collect(Collectors.joining(","));
    ask(
        "/tasks?reverse=true&limit=" + some.size() + "&uids=" + uids,
        list -> {
          List<NodeTask> tasks = new ArrayList<>();
          list.path("results").forEach(task -> tasks.add(NodeTask.of(task)));
          tell(tasks);
        });
  }

  private void tell(List<NodeTask> tasks) {
    List<NodeTask> ours = new ArrayList<>();
    for (NodeTask task : tasks) {
      if (!task.ended()) {
        continue;
      }
      Consumer<NodeTask> watcher = watched.remove(task.uid());
      if (watcher != null) {
        watcher.accept(task);
      }
      if (unfinished.remove(task.uid())) {
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
