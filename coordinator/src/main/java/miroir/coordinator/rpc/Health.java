package miroir.coordinator.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.coordinator.Limits;
import miroir.coordinator.raft.RaftStatus;
import miroir.machine.State;
import miroir.proto.admin.HealthReply;
import miroir.proto.session.IndexReport;
import miroir.proto.session.LaneReport;
import miroir.proto.session.WriteReport;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Losses;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * Healthy, Degraded or Critical, with reasons that name the thing (surface.md §4). Not thread-safe;
 * made anew for each question.
 */
final class Health {
  private final List<String> degraded = new ArrayList<>();
  private final List<String> critical = new ArrayList<>();
  private final State state;
  private final Reports reports;

  private Health(State state, Reports reports) {
    this.state = state;
    this.reports = reports;
  }

  /**
   * Judges.
   *
   * @param peers what each coordinator said of itself
   * @param bugs commands that raised exceptions in the leader's process
   * @param reports what gateways told last
   */
  static HealthReply of(
      State state, Map<String, RaftStatus> peers, List<String> bugs, Reports reports) {
    Health health = new Health(state, reports);
    health.coordinators(peers);
    health.nodes();
    health.gateways();
    state.names().forEach(health::index);
    health.writes();
    bugs.forEach(bug -> health.critical.add("BUG: " + bug));
    reports.bugs().forEach(bug -> health.critical.add("BUG in " + bug));
    return health.reply();
  }

  private HealthReply reply() {
    String status = !critical.isEmpty() ? "Critical" : degraded.isEmpty() ? "Healthy" : "Degraded";
    return HealthReply.newBuilder()
        .setStatus(status)
        .addAllReasons(critical)
        .addAllReasons(degraded)
        .build();
  }

  private void coordinators(Map<String, RaftStatus> peers) {
    peers.forEach(
        (id, status) -> {
          if (!status.alive()) {
            degraded.add(id + " does not answer");
          }
        });
  }

  private void nodes() {
    boolean up = false;
    for (Node node : state.nodes().values()) {
      up |= node.status() == NodeStatus.UP;
      if (node.status() != NodeStatus.UP) {
        degraded.add(
            node.id()
                + " is "
                + node.status()
                + (node.detail().isEmpty() ? "" : ": " + node.detail()));
      }
    }
    if (!up) {
      critical.add("no node is up");
    }
  }

  private void gateways() {
    if (state.sessions().isEmpty()) {
      critical.add("no gateway has a session");
    }
    reports.missing(state).forEach(gateway -> degraded.add(gateway + " has no session"));
  }

  private void index(String uid, long id) {
    Index index = state.indexes().get(id);
    if (index == null || !index.created()) {
      return;
    }
    if (index.settingsDrift() > 0) {
      degraded.add(uid + ": settings changed on a node, and are being put right");
    }
    replicas(uid, index);
    Lease lease = state.leases().getOrDefault(id, Lease.NONE);
    if (!lease.held()) {
      degraded.add(uid + ": no gateway writes to it");
    } else if (!lease.active()) {
      degraded.add(uid + ": " + lease.holder() + " takes it over, and takes no writes yet");
    }
    IndexReport report = reports.of(state, id);
    if (report != null) {
      lanes(uid, report);
      stuck(uid, report);
    }
  }

  private void replicas(String uid, Index index) {
    SlotSet lost = Losses.lost(state.nodes(), index);
    SlotSet away = Losses.outOfReach(state.nodes(), index).minus(lost);
    int dark = 0;
    for (int shard = 0; shard < index.shards(); shard++) {
      dark += index.hasInSync(shard) ? 0 : 1;
    }
    add(critical, uid, shards(lost, index), "LOST: miroirctl shards recover");
    add(critical, uid, dark, "without an in-sync replica");
    add(critical, uid, shards(away, index), "whose copies in sync are all on nodes that are away");
    Map<String, Integer> behind = new TreeMap<>();
    for (List<List<Replica>> rows : index.placement().values()) {
      for (List<Replica> row : rows) {
        for (Replica replica : row) {
          if (replica.state().isOwn() && replica.state() != ReplicaState.IN_SYNC) {
            behind.merge(replica.node() + " " + replica.state(), 1, Integer::sum);
          }
        }
      }
    }
    if (!behind.isEmpty()) {
      degraded.add(
          uid
              + ": replicas not in sync: "
              + behind.entrySet().stream()
                  .map(entry -> entry.getValue() + " of " + entry.getKey())
                  .collect(Collectors.joining(", ")));
    }
  }

  private static void add(List<String> reasons, String uid, int shards, String what) {
    if (shards > 0) {
      reasons.add(uid + ": " + shards + (shards == 1 ? " shard " : " shards ") + what);
    }
  }

  private static int shards(SlotSet slots, Index index) {
    int shards = 0;
    for (int shard = 0; shard < index.shards() && !slots.isEmpty(); shard++) {
      shards += slots.intersects(SlotSet.ofShard(shard, index.shards())) ? 1 : 0;
    }
    return shards;
  }

  private void lanes(String uid, IndexReport report) {
    for (LaneReport lane : report.getLanesList()) {
      if (lane.getState().equals("OUT")) {
        degraded.add(uid + ": the lane of " + lane.getNode() + " is out");
      }
    }
  }

  private void stuck(String uid, IndexReport report) {
    List<WriteReport> stuck =
        report.getWritesList().stream().filter(write -> WriteRows.isStuck(write, report)).toList();
    if (stuck.isEmpty()) {
      return;
    }
    WriteReport oldest = stuck.get(0);
    for (WriteReport write : stuck) {
      oldest = write.getAgeMillis() > oldest.getAgeMillis() ? write : oldest;
    }
    degraded.add(
        uid
            + ": writes are stuck, the oldest for "
            + oldest.getAgeMillis() / 1_000
            + " s: "
            + oldest.getWhy()
            + " (miroirctl writes list --stuck)");
  }

  private void writes() {
    long inFlight = 0;
    for (long id : state.names().values()) {
      IndexReport report = reports.of(state, id);
      inFlight += report == null ? 0 : report.getUnregistered() + report.getUnfinished();
    }
    if (inFlight > Limits.WRITES_CRITICAL) {
      critical.add(inFlight + " writes are in flight");
    } else if (inFlight >= Limits.WRITES_WARNING) {
      degraded.add(inFlight + " writes are in flight");
    }
  }
}
