package miroir.coordinator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import miroir.coordinator.published.Published;
import miroir.coordinator.raft.RaftStatus;
import miroir.machine.State;
import miroir.topology.NodeStatus;
import miroir.topology.ReplicaState;

/** The figures of {@code /_miroir/metrics}, read when they are scraped. */
final class Gauges {
  private Gauges() {}

  static void register(MeterRegistry metrics, Supplier<RaftStatus> raft, Published published) {
    raft(metrics, "miroir_raft_leads", raft, status -> status.leads() ? 1 : 0);
    raft(metrics, "miroir_raft_term", raft, RaftStatus::term);
    raft(metrics, "miroir_raft_commit_index", raft, RaftStatus::commitIndex);
    raft(metrics, "miroir_raft_applied_index", raft, RaftStatus::appliedIndex);
    state(metrics, "miroir_routing_epoch", published, State::routingEpoch);
    state(metrics, "miroir_tasks_registered", published, state -> state.tasks().nextUid());
    state(metrics, "miroir_sessions", published, state -> state.sessions().size());
    state(metrics, "miroir_indexes", published, state -> state.names().size());
    census(metrics, "miroir_dirty_slots", published, Census::dirtySlots);
    census(metrics, "miroir_lost_shards", published, Census::lostShards);
    census(metrics, "miroir_leases_held", published, Census::leases);
    for (ReplicaState state : ReplicaState.values()) {
      Gauge.builder(
              "miroir_replicas",
              () -> Census.of(published.latest().state()).replicas().getOrDefault(state, 0))
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(metrics);
    }
    state(
        metrics,
        "miroir_nodes_up",
        published,
        state ->
            state.nodes().values().stream().filter(node -> node.status() == NodeStatus.UP).count());
  }

  private static void census(
      MeterRegistry metrics, String name, Published published, ToDoubleFunction<Census> value) {
    state(metrics, name, published, state -> value.applyAsDouble(Census.of(state)));
  }

  private static void raft(
      MeterRegistry metrics,
      String name,
      Supplier<RaftStatus> raft,
      ToDoubleFunction<RaftStatus> value) {
    Gauge.builder(name, () -> value.applyAsDouble(raft.get())).register(metrics);
  }

  private static void state(
      MeterRegistry metrics, String name, Published published, ToDoubleFunction<State> value) {
    Gauge.builder(name, () -> value.applyAsDouble(published.latest().state())).register(metrics);
  }
}
