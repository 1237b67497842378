package miroir.coordinator.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.coordinator.Limits;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.placement.Rebuilding;
import miroir.topology.ConfigKey;
import miroir.topology.Index;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what a node held be rebuilt elsewhere once it has been away for {@code rebuild_after}, on
 * this leader's monotonic clock: a new leader counts anew, so a node is given more time, never
 * less.
 */
public final class RebuildDriver {
  private static final Logger LOG = LoggerFactory.getLogger(RebuildDriver.class);

  private final Map<String, Long> awaySinceNanos = new HashMap<>();
  private final Published published;
  private final Proposer proposer;
  private final LongSupplier nanos;

  /** Makes a driver that reads a monotonic clock, in nanoseconds. */
  public RebuildDriver(Published published, Proposer proposer, LongSupplier nanos) {
    this.published = published;
    this.proposer = proposer;
    this.nanos = nanos;
  }

  /** Forgets what an earlier term saw. */
  public void begin() {
    awaySinceNanos.clear();
  }

  /** Looks at every node once. */
  public void step() {
    State state = published.latest().state();
    long patienceMillis = ConfigKey.REBUILD_AFTER.millis(state.config());
    awaySinceNanos.keySet().retainAll(state.nodes().keySet());
    for (Node node : state.nodes().values()) {
      if (node.status() == NodeStatus.UP || node.status() == NodeStatus.JOINING) {
        awaySinceNanos.remove(node.id());
        continue;
      }
      long now = nanos.getAsLong();
      long since = awaySinceNanos.computeIfAbsent(node.id(), id -> now);
      if ((now - since) / 1_000_000 >= patienceMillis) {
        rebuild(state, node);
      }
    }
  }

  private void rebuild(State state, Node node) {
    int begun = 0;
    for (Index index : state.indexes().values()) {
      boolean wanted =
          index.members().containsKey(node.id())
              && state.names().containsValue(index.id())
              && Rebuilding.elsewhere(index, node.id(), state.nodes().values()).isPresent();
      if (!wanted) {
        continue;
      }
      Reply reply = proposer.propose(new Command.RebuildElsewhere(index.id(), node.id())).join();
      if (reply instanceof Reply.Accepted) {
        LOG.warn("{} has been away too long: index {} is rebuilt elsewhere", node.id(), index.id());
      }
      begun++;
      if (begun == Limits.REBUILDS_AT_ONCE) {
        return;
      }
    }
  }
}
