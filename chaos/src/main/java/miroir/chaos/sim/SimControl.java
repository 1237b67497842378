package miroir.chaos.sim;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import miroir.coordinator.Limits;
import miroir.coordinator.node.NodeControl;
import miroir.gateway.api.json.Json;
import miroir.topology.Position;

/** What a leader asks of a simulated node, over the simulated network; waits on a baton. */
final class SimControl implements NodeControl {
  private static final long LOOK_MILLIS = 20;

  private final Host from;
  private final SimNode node;
  private final Wire wire;
  private final Batons batons;

  SimControl(Host from, SimNode node, Wire wire, Batons batons) {
    this.from = from;
    this.node = node;
    this.wire = wire;
    this.batons = batons;
  }

  private <T> T ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Host to = node.host();
    node.touched();
    from.after(
        Limits.NODE_CALL.toNanos(),
        () -> answer.completeExceptionally(new NodeProblem("no answer", false)));
    if (to.up()) {
      wire.send(
          from,
          to,
          () -> {
            if (to.up()) {
              node.touched();
              T said = question.get();
              wire.send(
                  to,
                  from,
                  () -> {
                    node.touched();
                    answer.complete(said);
                  });
            }
          });
    } else {
      from.after(500_000, () -> answer.completeExceptionally(new NodeProblem("refused", false)));
    }
    try {
      return batons.await(answer);
    } catch (java.util.concurrent.CompletionException failed) {
      throw failed.getCause() instanceof NodeProblem problem ? problem : failed;
    }
  }

  @Override
  public String version() {
    return ask(() -> "1.50.0");
  }

  @Override
  public void ensureKey(String uid, String name, List<String> actions) {
    ask(() -> node.keys().add(uid));
  }

  @Override
  public void deleteKey(String uid) {
    ask(() -> node.keys().remove(uid));
  }

  @Override
  public boolean hasKey(String uid) {
    return ask(() -> node.keys().contains(uid));
  }

  @Override
  public List<String> keyNames() {
    return ask(() -> List.<String>of());
  }

  @Override
  public void createIndex(String physical, String settingsJson) {
    JsonNode settings = Json.tree(settingsJson.getBytes(StandardCharsets.UTF_8));
    Enqueued made = ask(() -> node.enqueue(physical, new Work.Create(), null));
    Enqueued set = ask(() -> node.enqueue(physical, new Work.Settings(settings), null));
    await(made);
    await(set);
  }

  private void await(Enqueued task) {
    long deadline = from.nanos() + Limits.NODE_TASK.toNanos();
    while (from.nanos() < deadline) {
      String status = ask(() -> task.status);
      if (status.equals("succeeded")) {
        return;
      }
      if (status.equals("failed")) {
        throw new NodeProblem("task " + task.uid + ": " + task.code, true);
      }
      CompletableFuture<Boolean> rest = new CompletableFuture<>();
      from.afterMillis(LOOK_MILLIS, () -> rest.complete(true));
      batons.await(rest);
    }
    throw new NodeProblem("task " + task.uid + " did not end", false);
  }

  @Override
  public void deleteIndex(String physical) {
    Enqueued dropped = ask(() -> node.enqueue(physical, new Work.Drop(), null));
    try {
      await(dropped);
    } catch (NodeProblem failed) {
      if (!dropped.code.equals("index_not_found")) {
        throw failed;
      }
    }
  }

  @Override
  public void dropIndex(String physical) {
    ask(() -> node.enqueue(physical, new Work.Drop(), null));
  }

  @Override
  public List<String> indexes(String prefix) {
    return ask(
        () -> node.queue().names().keySet().stream().filter(n -> n.startsWith(prefix)).toList());
  }

  @Override
  public Position newestTask() {
    return ask(
        () -> {
          List<Enqueued> tasks = node.queue().tasks();
          return tasks.isEmpty()
              ? Position.START
              : new Position(tasks.size() - 1, tasks.get(tasks.size() - 1).enqueuedAt());
        });
  }

  @Override
  public List<Position> tasks(Collection<Long> uids) {
    return ask(
        () ->
            node.queue().tasks().stream()
                .filter(task -> uids.contains(task.uid))
                .map(task -> new Position(task.uid, task.enqueuedAt()))
                .toList());
  }

  @Override
  public String settings(String physical) {
    return ask(
        () -> {
          Physical index = node.queue().borne(physical);
          return index == null ? "{}" : index.settings().toString();
        });
  }

  @Override
  public boolean isChangingSettings(String physical) {
    return ask(
        () ->
            node.queue().tasks().stream()
                .anyMatch(
                    task ->
                        !task.over()
                            && task.index.equals(physical)
                            && task.work instanceof Work.Settings));
  }
}
