package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import miroir.cluster.Slot;
import miroir.command.Command;
import miroir.command.Swap;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.machine.State;
import miroir.machine.TaskRow;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** The clients of a world: what they asked, what they were told, what they read. */
final class Clients {
  private static final int FIRST_PROBE = 1_000;

  private final List<ClientOp> ops = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final Map<Long, Long> seen = new HashMap<>();
  private final World world;
  private int probes;
  private int proposed;
  private long lastProposalNanos;

  /**
   * A document as a client read it.
   *
   * @param index index id
   * @param id the document
   * @param after newest task of the index that some client had seen succeeded before
   * @param value what was read, null if it was not there
   */
  record Read(long index, String id, long after, @Nullable String value, String from) {}

  Clients(World world) {
    this.world = world;
  }

  List<ClientOp> ops() {
    return ops;
  }

  List<Read> reads() {
    return reads;
  }

  /** Returns the write that a task was registered for, or null if that cannot be told by it. */
  @Nullable ClientOp opOf(TaskRow row) {
    for (ClientOp op : ops) {
      if (op.metadata().equals(row.metadata())) {
        return op;
      }
    }
    return null;
  }

  void run(Step step) {
    SimGateway gateway = world.gateways().get(step.first() % world.gateways().size());
    if (!gateway.host().up()) {
      return;
    }
    if (step.kind().isWrite()) {
      submit(gateway, new ClientOp(step));
      return;
    }
    switch (step.kind()) {
      case LOOK -> gateway.host().after(0, () -> gateway.look(this::saw));
      case READ -> gateway.host().after(0, () -> read(gateway, step));
      case DELETE_INDEX -> delete(gateway, "i" + step.second());
      case SWAP -> {
        proposing();
        gateway.propose(
            new Command.SwapIndexes(
                List.of(new Swap("i0", "i1", false)), TaskKind.INDEX_SWAP, "{}"),
            result -> proposed--);
      }
      default -> throw new IllegalArgumentException("no operation: " + step);
    }
  }

  private void submit(SimGateway gateway, ClientOp op) {
    ops.add(op);
    world.chronicle().note(gateway.id(), world.chronicle().kept() ? "client: " + op : "");
    gateway.host().after(100_000, () -> new Submission(world, gateway, op).run());
  }

  private void delete(SimGateway gateway, String uid) {
    Long index = gateway.view().get().names().get(uid);
    if (index != null) {
      proposing();
      gateway.propose(new Command.DeleteIndex(index, 0), result -> proposed--);
    }
  }

  /** The gateway may die before it hears: then nobody hears, but it may be done until late. */
  private void proposing() {
    proposed++;
    lastProposalNanos = world.time().nanos() + 20_000_000_000L;
  }

  /** Every index takes a write once more, through every gateway. */
  void probe() {
    for (SimGateway gateway : world.gateways()) {
      for (int index = 0; index < world.schedule().indexes(); index++) {
        int number = FIRST_PROBE + probes++;
        Step step = new Step(number, world.time().millis(), Step.Kind.REPLACE, 0, index, number, 3);
        submit(gateway, new ClientOp(step));
      }
    }
  }

  /** Returns whether the last write to each index through each gateway was accepted. */
  boolean probed() {
    int last = world.gateways().size() * world.schedule().indexes();
    return probes > 0
        && ops.subList(ops.size() - last, ops.size()).stream()
            .allMatch(op -> op.told == ClientOp.Told.DONE);
  }

  /** Returns who still waits for an answer, or empty. */
  String waiting() {
    if (proposed > 0 && world.time().nanos() < lastProposalNanos) {
      return "an index operation waits";
    }
    for (ClientOp op : ops) {
      if (op.number() >= FIRST_PROBE && !op.answered) {
        return "a last write waits: " + op;
      }
    }
    return "";
  }

  /** A client has seen which tasks succeeded. */
  private void saw(State state) {
    for (long index : state.indexes().keySet()) {
      for (TaskRow row : Inspector.rows(state, index)) {
        if (row.status() == TaskStatus.SUCCEEDED) {
          seen.merge(index, row.uid(), Math::max);
        }
      }
    }
  }

  private void read(SimGateway gateway, Step step) {
    RoutingView view = gateway.view().get();
    Long index = view.readNames().get("i" + step.second());
    IndexRoute route = index == null ? null : view.indexes().get(index);
    if (index == null || route == null || !gateway.session().live()) {
      return;
    }
    String id = "d" + step.amount();
    long after = seen.getOrDefault(index, -1L);
    int shard = Slot.shard(Slot.of(id), route.shards());
    List<String> holders = new ArrayList<>();
    for (List<List<Replica>> rows : route.placement().values()) {
      for (Replica replica : rows.get(shard)) {
        if (replica.state() == ReplicaState.IN_SYNC
            && route.members().containsKey(replica.node())) {
          holders.add(replica.node());
        }
      }
    }
    if (holders.isEmpty()) {
      return;
    }
    String from = holders.get(gateway.chance(holders.size()));
    ask(gateway, from, index, id, after);
  }

  /** A node that bears none of the names told is asked for its greatest cut, as Scatter does. */
  private void ask(SimGateway gateway, String from, long index, String id, long after) {
    SimNode node = world.node(from);
    String prefix = "miroir-" + index + "-";
    int life = gateway.host().life();
    world
        .wire()
        .send(
            gateway.host(),
            node.host(),
            () -> {
              TreeMap<Long, Physical> cuts = new TreeMap<>();
              node.queue()
                  .names()
                  .forEach(
                      (name, physical) -> {
                        if (name.startsWith(prefix)) {
                          cuts.put(Long.parseLong(name.substring(prefix.length())), physical);
                        }
                      });
              if (!node.host().up() || cuts.isEmpty()) {
                return;
              }
              if (world.inspector().isRobbed(from, index)
                  || world.databases().isPutBack(from, index, cuts.lastKey())) {
                return;
              }
              String value =
                  Optional.ofNullable(cuts.lastEntry().getValue().documents().get(id))
                      .map(Contents::shown)
                      .orElse(null);
              world
                  .wire()
                  .send(
                      node.host(),
                      gateway.host(),
                      () -> {
                        if (gateway.host().life() == life && gateway.session().live()) {
                          reads.add(new Read(index, id, after, value, from));
                        }
                      });
            });
  }
}
