package miroir.coordinator.driver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.coordinator.Limits;
import miroir.coordinator.Proposer;
import miroir.coordinator.leader.Together;
import miroir.coordinator.node.GatewayKeys;
import miroir.coordinator.node.NodeControl;
import miroir.coordinator.node.NodeControl.NodeProblem;
import miroir.coordinator.node.NodeControls;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every node: adopts new ones by a marker key, notices when one is down or is another
 * database, and keeps the gateways' keys on them (writes-measured §9).
 */
public final class NodeDriver {
  /** Of a marker's name: the cluster; a node's id may have colons. */
  private static final Pattern MARKER = Pattern.compile("miroir:([0-9a-f-]{36}):.+:\\d+");

  private static final Logger LOG = LoggerFactory.getLogger(NodeDriver.class);

  private static final String VERSION_LINE = "1.50.";

  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> keysMade = new ConcurrentHashMap<>();
  private final Map<String, Long> refusedAtEpoch = new ConcurrentHashMap<>();
  private final NodeIdentity identity = new NodeIdentity();
  private final Looks looks = new Looks();
  private final LongSupplier nanos;
  private final Leftovers leftovers;
  private final Published published;
  private final Proposer proposer;
  private final NodeControls controls;
  private final Together together;

  /**
   * Makes a driver that looks at nodes {@code together}, and reads a monotonic clock, in
   * nanoseconds.
   */
  public NodeDriver(
      Published published,
      Proposer proposer,
      NodeControls controls,
      Together together,
      LongSupplier nanos) {
    this.published = published;
    this.proposer = proposer;
    this.controls = controls;
    this.together = together;
    this.nanos = nanos;
    this.leftovers = new Leftovers(nanos);
  }

  /** Returns how long looks take. */
  public Looks looks() {
    return looks;
  }

  /** Forgets what an earlier term saw. */
  public void begin() {
    failures.clear();
    looks.begin();
    keysMade.clear();
    refusedAtEpoch.clear();
    identity.forgetAll();
    leftovers.forgetAll();
  }

  /** Looks at every node once. */
  public void step() {
    State state = published.latest().state();
    List<Runnable> looks = new ArrayList<>();
    state.nodes().values().forEach(node -> looks.add(() -> look(state, node)));
    together.run(looks, Limits.NODE_CALL.multipliedBy(4));
  }

  private void look(State state, Node node) {
    NodeControl control = controls.at(node.url());
    try {
      long from = nanos.getAsLong();
      String version = control.version();
      looks.took(node.id(), nanos.getAsLong() - from);
      if (!version.startsWith(VERSION_LINE)) {
        observe(
            node, NodeStatus.REFUSED, node.marker(), "version " + version + " (expected: 1.50.x)");
      } else if (node.marker().isEmpty()) {
        adopt(state, node, control, version);
      } else if (!identity.isSame(state, node, control)) {
        replaced(state, node);
      } else {
        failures.remove(node.id());
        if (node.status() != NodeStatus.UP) {
          keysMade.remove(node.id());
        }
        ensureKeys(state, node, control);
        observe(node, NodeStatus.UP, node.marker(), version);
        sweep(state, node, control);
      }
    } catch (NodeProblem e) {
      failed(node, e);
    }
  }

  /** A node that cannot delete what is left over serves all the same. */
  private void sweep(State state, Node node, NodeControl control) {
    try {
      leftovers.sweep(state, node, control);
    } catch (NodeProblem e) {
      LOG.warn("{}: what is left over stays: {}", node.id(), e.getMessage());
    }
  }

  /** Whatever it held is gone. Where that was a last copy, an operator has to say what shall be. */
  private void replaced(State state, Node node) {
    Long refused = refusedAtEpoch.get(node.id());
    // Nothing has changed since it was refused, so it would be refused again.
    if (refused != null && refused == state.routingEpoch()) {
      return;
    }
    Reply reply = proposer.propose(new Command.ReplaceDatabase(node.id(), node.marker())).join();
    if (reply instanceof Reply.Accepted) {
      LOG.warn("{} answers as another database: everything is copied to it anew", node.id());
      forget(node.id());
    } else if (reply instanceof Reply.Rejected rejected
        && rejected.reason() == Rejection.LAST_IN_SYNC) {
      refusedAtEpoch.put(node.id(), state.routingEpoch());
      observe(
          node,
          NodeStatus.REPLACED,
          node.marker(),
          "another database answers here; "
              + rejected.detail()
              + ": bring the old database back, or accept the loss with miroirctl shards recover");
    }
  }

  private void forget(String node) {
    failures.remove(node);
    keysMade.remove(node);
    identity.forget(node);
  }

  private void failed(Node node, NodeProblem problem) {
    looks.failed(node.id());
    if (problem.answered()) {
      observe(node, NodeStatus.REFUSED, node.marker(), String.valueOf(problem.getMessage()));
    } else if (failures.merge(node.id(), 1, Integer::sum) >= Limits.NODE_FAILURES
        && node.status() != NodeStatus.JOINING) {
      observe(node, NodeStatus.DOWN, node.marker(), String.valueOf(problem.getMessage()));
    }
  }

  private void adopt(State state, Node node, NodeControl control, String version) {
    for (String name : control.keyNames()) {
      Matcher marker = MARKER.matcher(name);
      if (marker.matches() && !marker.group(1).equals(state.clusterId())) {
        // Two clusters would give the same names to their indexes, and delete each other's keys.
        observe(
            node,
            NodeStatus.REFUSED,
            "",
            "belongs to cluster "
                + marker.group(1)
                + "; if that is gone for good, delete the API key named \""
                + name
                + "\" on the node");
        return;
      }
    }
    for (Node other : state.nodes().values()) {
      if (!other.marker().isEmpty() && control.hasKey(other.marker())) {
        // One server under two names, or two that were exchanged: both would take it for theirs.
        observe(node, NodeStatus.REFUSED, "", "this is the database of " + other.id());
        return;
      }
    }
    String marker = UUID.randomUUID().toString();
    control.ensureKey(
        marker,
        "miroir:" + state.clusterId() + ":" + node.id() + ":" + node.generation(),
        List.of("version"));
    ensureKeys(state, node, control);
    failures.remove(node.id());
    observe(node, NodeStatus.UP, marker, version);
  }

  private void observe(Node node, NodeStatus to, String marker, String detail) {
    if (node.status() != to || !node.marker().equals(marker) || !node.detail().equals(detail)) {
      proposer
          .propose(new Command.ObserveNode(node.id(), node.status(), to, marker, detail))
          .join();
    }
  }

  /** Makes the keys of every live session on one node, as far as this term has not yet. */
  private void ensureKeys(State state, Node node, NodeControl control) {
    Set<String> made = keysMade.computeIfAbsent(node.id(), id -> ConcurrentHashMap.newKeySet());
    for (Session session : state.sessions().values()) {
      ensure(control, made, session.readKey(), "read:" + session.gateway(), GatewayKeys.READ);
      ensure(control, made, session.writeKey(), "write:" + session.gateway(), GatewayKeys.WRITE);
    }
  }

  private static void ensure(
      NodeControl control, Set<String> made, String uid, String name, List<String> actions) {
    if (!made.contains(uid)) {
      control.ensureKey(uid, "miroir:" + name, actions);
      made.add(uid);
    }
  }

  /** Makes the keys of sessions that have just begun, on every node that is up. */
  public void ensureKeysEverywhere() {
    State state = published.latest().state();
    List<Runnable> calls = new ArrayList<>();
    for (Node node : state.nodes().values()) {
      if (node.status() == NodeStatus.UP) {
        calls.add(() -> ensureKeys(state, node, controls.at(node.url())));
      }
    }
    // A node that does not answer gets them when it is seen next.
    together.run(calls, Limits.NODE_CALL);
  }

  /** Deletes the write keys of ended sessions, then forgets those sessions. */
  public void sweepKeys() {
    State state = published.latest().state();
    for (Session session : state.endedSessions()) {
      Set<String> left = new HashSet<>();
      for (Node node : state.nodes().values()) {
        if (node.marker().isEmpty()) {
          continue;
        }
        try {
          controls.at(node.url()).deleteKey(session.writeKey());
        } catch (NodeProblem e) {
          left.add(node.id());
        }
      }
      if (left.isEmpty()) {
        proposer
            .propose(new Command.ForgetSession(session.gateway(), session.incarnation()))
            .join();
      }
    }
  }
}
