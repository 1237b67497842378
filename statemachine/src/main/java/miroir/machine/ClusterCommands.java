package miroir.machine;

import java.util.List;
import java.util.Optional;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.TopologyCommand;
import miroir.placement.Guards;
import miroir.topology.ConfigKey;
import miroir.topology.ConfigRules;
import miroir.topology.Coordinator;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Tuning;

/** The cluster itself: its id, configuration, coordinators and nodes. */
final class ClusterCommands {
  private ClusterCommands() {}

  static Applied found(State state, Command.FoundCluster command) {
    if (!state.clusterId().isEmpty()) {
      return state.clusterId().equals(command.clusterId())
          ? Applied.unchanged(state)
          : Applied.refused(state, Rejection.EXISTS, "this is cluster " + state.clusterId());
    }
    StateBuilder next = state.change();
    next.clusterId = command.clusterId();
    return Applied.done(next.rerouted());
  }

  static Applied setConfig(State state, Command.SetConfig command, int rules) {
    Optional<ConfigKey> key = ConfigKey.named(command.key());
    if (key.isEmpty()) {
      return Applied.refused(state, Rejection.NOT_FOUND, "unknown key " + command.key());
    }
    if (!key.get().allows(command.value())) {
      return Applied.refused(
          state,
          Rejection.INVALID,
          command.key() + ": " + command.value() + " (expected: " + key.get().allowed() + ")");
    }
    var config = Sorted.with(state.config(), command.key(), command.value());
    Optional<String> broken = ConfigRules.broken(config);
    if (broken.isPresent()) {
      return Applied.refused(state, Rejection.INVALID, broken.get());
    }
    StateBuilder next = state.change();
    next.config = config;
    Tuning before = Tuning.of(state.config());
    Tuning after = Tuning.of(config);
    boolean routes = rules < 2 ? !after.copiesAs(before) : !after.equals(before);
    return Applied.done(routes ? next.rerouted() : next);
  }

  static Applied announce(State state, Command.AnnounceCoordinator command) {
    StateBuilder next = state.change();
    next.coordinators =
        Sorted.with(
            state.coordinators(),
            command.id(),
            new Coordinator(command.id(), command.grpc(), command.http()));
    return Applied.done(next);
  }

  static Applied addNode(State state, Command.AddNode command) {
    Node present = state.nodes().get(command.id());
    if (present != null) {
      return present.url().equals(command.url())
          ? Applied.unchanged(state)
          : Applied.refused(
              state, Rejection.EXISTS, command.id() + " is registered as " + present.url());
    }
    for (Node node : state.nodes().values()) {
      if (node.url().equals(command.url())) {
        return Applied.refused(
            state, Rejection.EXISTS, command.url() + " is registered as " + node.id());
      }
    }
    if (command.id().isEmpty() || command.url().isEmpty() || command.capacity() < 1) {
      return Applied.refused(
          state, Rejection.INVALID, "a node needs an id, a URL and a capacity of 1 or more");
    }
    if (state.nodes().size() >= Limits.NODES) {
      return Applied.refused(state, Rejection.LIMIT, "at most " + Limits.NODES + " nodes");
    }
    Node node =
        new Node(
            command.id(),
            command.url(),
            command.group(),
            command.capacity(),
            1,
            "",
            NodeStatus.JOINING,
            "",
            false);
    return Applied.done(state.change().put(node).rerouted());
  }

  static Applied observeNode(State state, Command.ObserveNode command) {
    Node node = state.nodes().get(command.id());
    if (node == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no node " + command.id());
    }
    if (node.status() != command.from()) {
      return Applied.refused(
          state, Rejection.STALE, command.id() + " is " + node.status() + " by now");
    }
    if (!node.marker().isEmpty() && !node.marker().equals(command.marker())) {
      return Applied.refused(
          state, Rejection.STALE, command.id() + " was adopted as another database");
    }
    Node observed = node.observed(command.to(), command.marker(), command.detail());
    StateBuilder next = state.change().put(observed);
    return Applied.done(node.status() == observed.status() ? next : next.rerouted());
  }

  static Applied setNode(State state, TopologyCommand.SetNode command) {
    Node node = state.nodes().get(command.id());
    if (node == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no node " + command.id());
    }
    if (command.capacity() < 1) {
      return Applied.refused(
          state, Rejection.INVALID, "capacity: " + command.capacity() + " (expected: 1 or more)");
    }
    if (command.draining()) {
      Optional<String> guard = Guards.drainNode(node.id(), staying(state, node.id()));
      if (guard.isPresent()) {
        return Applied.refused(state, Rejection.INVALID, guard.get());
      }
    }
    return Applied.done(
        state.change().put(node.set(command.capacity(), command.draining())).rerouted());
  }

  static Applied removeNode(State state, TopologyCommand.RemoveNode command) {
    Node node = state.nodes().get(command.id());
    if (node == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no node " + command.id());
    }
    Optional<String> guard =
        Guards.removeNode(node.id(), state.indexes().values(), staying(state, node.id()));
    boolean member =
        state.indexes().values().stream().anyMatch(index -> index.members().containsKey(node.id()));
    if (guard.isPresent() || member) {
      return Applied.refused(
          state,
          Rejection.INVALID,
          guard.orElse("Node " + node.id() + " still holds replicas that come or go: wait."));
    }
    StateBuilder next = state.change();
    next.nodes = Sorted.without(state.nodes(), node.id());
    return Applied.done(next.rerouted());
  }

  /** The nodes that hold things on, and one that is asked about. */
  private static List<Node> staying(State state, String asked) {
    return state.nodes().values().stream()
        .filter(node -> !node.draining() || node.id().equals(asked))
        .toList();
  }
}
