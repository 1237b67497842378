package miroir.chaos.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.workload.Api;

/** Waits until a cluster has got over a fault, and says what it waits for. */
public final class Recovery {
  private static final Duration WORD_EVERY = Duration.ofSeconds(10);

  private final ReplicaReader reader;
  private final Api gateway;
  private final String index;
  private final Consumer<String> say;

  /**
   * Makes one.
   *
   * @param gateway any gateway that is up
   * @param say hears every ten seconds what is waited for
   */
  public Recovery(LocalCluster cluster, Api gateway, String index, Consumer<String> say) {
    this.reader = new ReplicaReader(cluster, index);
    this.gateway = gateway;
    this.index = index;
    this.say = say;
  }

  /**
   * Waits until every replica of the index is in sync and no task of it is unfinished.
   *
   * @throws IOException if that has not come at the deadline, with what is missing
   */
  public void await(Duration patience) throws IOException, InterruptedException {
    await(patience, this::missing);
  }

  /** Waits until every replica of the index is in sync, while clients may write. */
  public void awaitInSync(Duration patience) throws IOException, InterruptedException {
    await(patience, this::replicasMissing);
  }

  /** Waits until nothing is left on a node that was drained. */
  public void awaitEmpty(String node, Duration patience) throws IOException, InterruptedException {
    await(
        patience,
        () -> {
          List<String> left = reader.physical(node);
          return left.isEmpty() ? "" : node + " to delete " + left;
        });
  }

  /** Says what is missing; empty if nothing is. */
  private interface Missing {
    String now() throws IOException, InterruptedException;
  }

  private void await(Duration patience, Missing condition)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long told = begin;
    String missing = now(condition);
    while (!missing.isEmpty()) {
      long now = System.nanoTime();
      if (now - begin > patience.toNanos()) {
        throw new IOException("not in sync after " + patience.toSeconds() + " s: " + missing);
      }
      if (now - told > WORD_EVERY.toNanos()) {
        say.accept("    waiting: " + missing);
        told = now;
      }
      Thread.sleep(100);
      missing = now(condition);
    }
  }

  private static String now(Missing condition) throws InterruptedException {
    try {
      return condition.now();
    } catch (IOException e) {
      return "an answer (" + e.getMessage() + ")";
    }
  }

  private String missing() throws IOException, InterruptedException {
    String replicas = replicasMissing();
    return replicas.isEmpty() ? tasksMissing() : replicas;
  }

  private String replicasMissing() throws IOException {
    Map<String, Integer> behind = new TreeMap<>();
    for (Map.Entry<String, String> replica : reader.states()) {
      if (!replica.getValue().endsWith(":IN_SYNC")) {
        behind.merge(replica.getValue(), 1, Integer::sum);
      }
    }
    return behind.isEmpty() ? "" : "shards by replica that is not in sync: " + behind;
  }

  private String tasksMissing() throws IOException, InterruptedException {
    String unfinished = "/tasks?limit=1&statuses=enqueued,processing&indexUids=" + index;
    JsonNode tasks = gateway.json("GET", unfinished, "");
    if (!tasks.has("total")) {
      return "the list of tasks: " + tasks;
    }
    long open = tasks.path("total").asLong();
    return open == 0
        ? ""
        : open + " unfinished tasks, the newest " + tasks.path("results").path(0).path("uid");
  }
}
