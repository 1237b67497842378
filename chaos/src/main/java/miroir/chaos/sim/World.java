package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import miroir.command.Command;
import miroir.command.OperationId;
import miroir.command.Reply;
import miroir.coordinator.node.NodeControls;
import miroir.gateway.lane.Proposer;
import miroir.gateway.writer.CopyBounds;
import miroir.machine.State;
import miroir.topology.ConfigKey;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.NodeStatus;
import miroir.topology.ReplicaState;

/** Nodes, coordinators and gateways on virtual time, and one schedule that happens to them. */
final class World {
  private static final long HEAL_MILLIS = 90_000;
  private static final long LOOK_MILLIS = 250;

  private final VirtualTime time = new VirtualTime();
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<SimGateway> gateways = new ArrayList<>();
  private final List<Coordinator> coordinators = new ArrayList<>();
  private final Schedule schedule;
  private final Chance chance;
  private final Wire wire;
  private final Batons batons;
  private final Chronicle chronicle;
  private final SimLog log;
  private final Inspector inspector;
  private final Faults faults;
  private final Clients clients;
  private final Ambushes ambushes;
  private final Recovery losses;
  private final Databases databases = new Databases(this);
  private final Movers movers = new Movers(this);

  World(Schedule schedule, Batons batons, boolean keepLines) {
    this.schedule = schedule;
    this.batons = batons;
    this.chance = new Chance(schedule.seed());
    this.wire = new Wire(time, chance);
    this.chronicle = new Chronicle(time, keepLines);
    this.inspector = new Inspector(this);
    this.log = new SimLog(time, chance, inspector, chronicle);
    for (int i = 0; i < schedule.nodes(); i++) {
      String name = "n" + i;
      nodes.add(
          new SimNode(
              new Host(time, name),
              time,
              chance,
              task -> inspector.enqueued(name, task),
              moment -> ambushes().reached(moment)));
    }
    for (int i = 0; i < 3; i++) {
      Host host = new Host(time, "c" + i);
      NodeControls controls =
          new NodeControls(url -> new SimControl(host, node(url), wire, batons));
      Coordinator coordinator = new Coordinator(host, log, batons, controls);
      coordinators.add(coordinator);
      log.add(coordinator);
    }
    for (int i = 0; i < schedule.gateways(); i++) {
      gateways.add(new SimGateway(this, new Host(time, "g" + i)));
    }
    this.faults = new Faults(this);
    this.clients = new Clients(this);
    this.losses = new Recovery(log);
    this.ambushes = new Ambushes(time, schedule, this::firstWriter, this::touches, this::run);
  }

  /** Returns how large the parts of copies may be. */
  CopyBounds copyBounds() {
    return schedule.copyBounds();
  }

  /** Lets everything happen, heals, and checks. Throws a {@link Violation}. */
  void run() {
    try {
      found();
      for (Step step : schedule.steps()) {
        if (step.moment() == Moment.TIME) {
          until(step.atMillis());
          run(step);
        }
      }
      until(time.millis() + schedule.restMillis());
      ambushes.end();
      faults.heal();
      settle();
      inspector.end(clients);
    } catch (Violation e) {
      throw e;
    } catch (RuntimeException e) {
      throw new Violation("at " + time.millis() + " ms: " + e, e);
    } finally {
      batons.abortAll();
    }
  }

  private void run(Step step) {
    chronicle.tell("plan", step);
    if (step.kind().isOperation()) {
      clients.run(step);
    } else {
      faults.run(step);
    }
  }

  /** Founds the cluster in the log, elects a leader, starts the gateways. */
  private void found() {
    found(new Command.FoundCluster("simulation"));
    found(new Command.SetConfig(ConfigKey.SHARDS.path(), "" + schedule.shards()));
    found(new Command.SetConfig(ConfigKey.COPIES.path(), "" + schedule.copies()));
    found(new Command.SetConfig(ConfigKey.REBUILD_AFTER.path(), schedule.rebuildAfter()));
    if (schedule.moves()) {
      found(new Command.SetConfig(ConfigKey.ROLLBACK_WINDOW.path(), schedule.rollbackWindow()));
    }
    for (SimNode node : nodes) {
      String name = node.host().name();
      node.keys().add("marker-" + name);
      found(new Command.AddNode(name, name, "default", 1));
      found(
          new Command.ObserveNode(
              name, NodeStatus.JOINING, NodeStatus.UP, "marker-" + name, "1.50.0"));
    }
    for (int i = 0; i < schedule.indexes(); i++) {
      found(new Command.CreateIndex("i" + i, null, 0, 0, true));
    }
    log.elect(coordinators.get(0));
    coordinators.get(0).lead(true);
    gateways.forEach(gateway -> gateway.host().after(0, gateway::start));
  }

  private void found(Command command) {
    Reply reply = log.found(new OperationId("founder", log.index() + 1), command);
    if (!(reply instanceof Reply.Accepted)) {
      throw new Violation("founding: " + command + ": " + reply);
    }
  }

  private void until(long millis) {
    boolean more = true;
    while (more) {
      more = time.next(millis * 1_000_000);
    }
  }

  /** Returns which gateway holds the lease of the first index. */
  private int firstWriter() {
    Long first = state().names().get("i0");
    Lease lease = first == null ? Lease.NONE : state().leases().getOrDefault(first, Lease.NONE);
    return lease.held() ? Integer.parseInt(lease.holder().substring(1)) : 0;
  }

  /** Returns how often something has happened to each node, and to the log last. */
  private List<Long> touches() {
    List<Long> all = new ArrayList<>();
    nodes.forEach(node -> all.add(node.touches()));
    all.add(log.touches());
    return all;
  }

  /** Waits until nothing is left to do; things must get well by themselves (I10). */
  private void settle() {
    long deadline = time.millis() + HEAL_MILLIS;
    while (time.millis() < deadline) {
      until(time.millis() + LOOK_MILLIS);
      losses.recover();
      movers.resume();
      if (unwell().isEmpty()) {
        if (clients.probed()) {
          return;
        }
        clients.probe();
      }
    }
    throw new Violation("does not get well: " + unwell());
  }

  private String unwell() {
    for (SimNode node : nodes) {
      if (!node.queue().idle()) {
        return "tasks wait on " + node.host().name();
      }
    }
    for (SimGateway gateway : gateways) {
      if (!gateway.host().up() || !gateway.session().live() || gateway.session().leaving()) {
        return gateway.id() + " has no session";
      }
      if (gateway.writers().unregistered() > 0) {
        return "writes wait at " + gateway.id();
      }
    }
    for (long id : state().names().values()) {
      Index index = state().indexes().get(id);
      if (index != null && !inSync(index)) {
        return "index " + id + " has replicas that are not in sync";
      }
    }
    if (!movers.unfinished().isEmpty()) {
      return movers.unfinished();
    }
    String open = inspector.unfinished();
    return open.isEmpty() ? clients.waiting() : open;
  }

  private static boolean inSync(Index index) {
    return index.placement().values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .allMatch(replica -> replica.state() == ReplicaState.IN_SYNC);
  }

  /** Makes an index as a gateway does, and waits for its view. */
  void create(SimGateway gateway, Command.CreateIndex command, Consumer<Proposer.Result> then) {
    gateway.propose(command, then);
  }

  /** Returns whether documents of an index were lost with every copy that had them. */
  boolean hasLost(long index) {
    return losses.accepted(index) || databases.hasLost(index);
  }

  Movers movers() {
    return movers;
  }

  Databases databases() {
    return databases;
  }

  Ambushes ambushes() {
    return ambushes;
  }

  VirtualTime time() {
    return time;
  }

  Chance chance() {
    return chance;
  }

  Wire wire() {
    return wire;
  }

  SimLog log() {
    return log;
  }

  State state() {
    return log.state();
  }

  Chronicle chronicle() {
    return chronicle;
  }

  Clients clients() {
    return clients;
  }

  Inspector inspector() {
    return inspector;
  }

  Schedule schedule() {
    return schedule;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  List<SimGateway> gateways() {
    return gateways;
  }

  List<Coordinator> coordinators() {
    return coordinators;
  }

  SimNode node(String name) {
    return nodes.get(Integer.parseInt(name.substring(1)));
  }

  SimGateway gateway(String name) {
    return gateways.get(Integer.parseInt(name.substring(1)));
  }
}
