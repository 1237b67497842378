package miroir.gateway.map;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import miroir.gateway.plan.Coverage;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * The newest view that the session delivered, and the coverage of its indexes. It stays when the
 * session ends: searches go on from it. Thread-safe.
 */
public final class CurrentView {
  private final Map<IndexRoute, Map<String, Coverage>> coverages = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
  private volatile RoutingView view = RoutingView.EMPTY;

  /** Somebody who waits for a view. */
  private record Waiter(Predicate<RoutingView> wanted, CompletableFuture<RoutingView> found) {}

  /** Returns the newest view. */
  public RoutingView get() {
    return view;
  }

  /** Returns whether a view has arrived. */
  public boolean arrived() {
    return view.epoch() > 0;
  }

  /** Replaces the view; older ones are ignored. Called by the session's one thread. */
  public void replace(RoutingView next) {
    if (next.epoch() < view.epoch()) {
      return;
    }
    view = next;
    coverages.keySet().retainAll(java.util.Set.copyOf(next.indexes().values()));
    listeners.forEach(Runnable::run);
    List<Waiter> served = waiters.stream().filter(waiter -> waiter.wanted.test(next)).toList();
    served.forEach(waiter -> waiter.found.complete(next));
  }

  /** Adds a listener, called after each replacement; it must return at once. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Completes with the first view that is wanted, or fails after {@code millis}. */
  public CompletableFuture<RoutingView> await(Predicate<RoutingView> wanted, long millis) {
    CompletableFuture<RoutingView> found = new CompletableFuture<>();
    Waiter waiter = new Waiter(wanted, found);
    waiters.add(waiter);
    RoutingView now = view;
    if (wanted.test(now)) {
      found.complete(now);
    }
    found.orTimeout(millis, TimeUnit.MILLISECONDS);
    found.whenComplete((value, failure) -> waiters.remove(waiter));
    return found;
  }

  /** Returns who can answer for what in a group. */
  public Coverage coverage(IndexRoute index, String group) {
    Coverage known =
        coverages.computeIfAbsent(index, route -> new ConcurrentHashMap<>()).get(group);
    if (known != null) {
      return known;
    }
    Coverage made = Coverage.of(index.shards(), holders(index, group));
    coverages.computeIfAbsent(index, route -> new ConcurrentHashMap<>()).put(group, made);
    return made;
  }

  private static List<Coverage.Holder> holders(IndexRoute index, String group) {
    Map<String, BitSet> inSync = new java.util.TreeMap<>();
    Map<String, BitSet> held = new java.util.TreeMap<>();
    List<List<Replica>> rows = index.placement().getOrDefault(group, List.of());
    for (int shard = 0; shard < rows.size(); shard++) {
      for (Replica replica : rows.get(shard)) {
        if (!index.members().containsKey(replica.node())) {
          continue;
        }
        held.computeIfAbsent(replica.node(), node -> new BitSet()).set(shard);
        if (replica.state() == ReplicaState.IN_SYNC) {
          inSync.computeIfAbsent(replica.node(), node -> new BitSet()).set(shard);
        }
      }
    }
    return held.entrySet().stream()
        .map(
            entry ->
                new Coverage.Holder(
                    entry.getKey(),
                    inSync.getOrDefault(entry.getKey(), new BitSet()),
                    entry.getValue()))
        .toList();
  }
}
