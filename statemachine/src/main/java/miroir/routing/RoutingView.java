package miroir.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Losses;
import miroir.topology.Member;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;
import miroir.topology.NodeStatus;
import miroir.topology.OpenLane;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import miroir.topology.Tuning;
import org.jspecify.annotations.Nullable;

/**
 * The picture that a gateway routes by (protocol.md, Sessions and leases). Immutable.
 *
 * @param epoch the routing epoch
 * @param clusterId the cluster
 * @param nodes by id
 * @param names the name map that writes follow
 * @param readNames the name map that reads follow
 * @param indexes by index id
 * @param gateways live sessions: id → host:port for forwards
 * @param tuning what the configuration says of copies
 */
public record RoutingView(
    long epoch,
    String clusterId,
    SortedMap<String, NodeRoute> nodes,
    SortedMap<String, Long> names,
    SortedMap<String, Long> readNames,
    SortedMap<Long, IndexRoute> indexes,
    SortedMap<String, String> gateways,
    Tuning tuning) {

  /** Before the first view. */
  public static final RoutingView EMPTY =
      new RoutingView(
          0,
          "",
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Sorted.empty(),
          Tuning.STANDARD);

  /**
   * How to reach a node.
   *
   * @param url base URL
   * @param group its replica group
   * @param up whether the leader reaches it
   */
  public record NodeRoute(String url, String group, boolean up) {}

  /**
   * How to reach an index.
   *
   * @param primaryKey null while unknown
   * @param shards S
   * @param created whether each shard has had a ready member
   * @param settingsVersion number of settings tasks registered
   * @param pendingSettings JSON that writes are validated against
   * @param settings JSON that searches are planned with
   * @param writer gateway that holds the write lease, empty for none
   * @param leaseEpoch of the newest lease
   * @param writerActive whether that writer takes writes
   * @param createdAtNanos nanoseconds since 1970
   * @param settingsDrift not 0 if settings changed on a node behind Miroir's back; another number
   *     with each finding, which the writer answers by sending all settings anew
   * @param members node → names it may bear, ascending; ready members only
   * @param behind node → what keeps its replicas out of sync; ready members with such replicas
   *     only. Slots that were copied since the epoch are still listed
   * @param placement by group: shard → replicas
   * @param lost slots of shards whose last copy in sync was on a database that is gone
   * @param emptied {@link Index#emptied}
   * @param open {@link Lease#open}
   * @param cutovers migrations whose next step is the writer's
   */
  public record IndexRoute(
      @Nullable String primaryKey,
      int shards,
      boolean created,
      long settingsVersion,
      String pendingSettings,
      String settings,
      String writer,
      long leaseEpoch,
      boolean writerActive,
      long createdAtNanos,
      long settingsDrift,
      SortedMap<String, List<Long>> members,
      SortedMap<String, Behind> behind,
      SortedMap<String, List<List<Replica>>> placement,
      SlotSet lost,
      SlotSet emptied,
      SortedMap<String, OpenLane> open,
      List<Cutover> cutovers) {}

  /**
   * A migration that waits for the index's writer.
   *
   * @param migration its id
   * @param phase CUTOVER_DRAINING or CUTOVER_DELTA_PASS
   * @param skipsDeltaPass whether activation follows the drain
   * @param moves all of it
   */
  public record Cutover(
      long migration, MigrationPhase phase, boolean skipsDeltaPass, List<Move> moves) {}

  /**
   * What a member lacks.
   *
   * @param dirty slots to be copied
   * @param marks {@link Member#marks}
   */
  public record Behind(SlotSet dirty, long marks) {}

  /** Returns the view of a state. */
  public static RoutingView of(State state) {
    TreeMap<String, NodeRoute> nodes = new TreeMap<>();
    state
        .nodes()
        .forEach(
            (id, node) ->
                nodes.put(
                    id, new NodeRoute(node.url(), node.group(), node.status() == NodeStatus.UP)));
    TreeMap<Long, IndexRoute> indexes = new TreeMap<>();
    for (Index index : state.indexes().values()) {
      if (state.names().containsValue(index.id()) || state.readNames().containsValue(index.id())) {
        indexes.put(index.id(), route(state, index));
      }
    }
    TreeMap<String, String> gateways = new TreeMap<>();
    state.sessions().forEach((id, session) -> gateways.put(id, session.advertise()));
    return new RoutingView(
        state.routingEpoch(),
        state.clusterId(),
        Sorted.copyOf(nodes),
        state.names(),
        state.readNames(),
        Sorted.copyOf(indexes),
        Sorted.copyOf(gateways),
        Tuning.of(state.config()));
  }

  private static IndexRoute route(State state, Index index) {
    Lease lease = state.leases().getOrDefault(index.id(), Lease.NONE);
    TreeMap<String, List<Long>> members = new TreeMap<>();
    TreeMap<String, Behind> behind = new TreeMap<>();
    Set<String> outOfSync = outOfSync(index);
    for (Map.Entry<String, Member> entry : index.members().entrySet()) {
      if (entry.getValue().ready()) {
        Member member = entry.getValue();
        members.put(entry.getKey(), member.names());
        if (outOfSync.contains(entry.getKey())) {
          behind.put(entry.getKey(), new Behind(member.dirty(), member.marks()));
        }
      }
    }
    return new IndexRoute(
        index.primaryKey(),
        index.shards(),
        index.created(),
        index.settings().version(),
        index.settings().pending(),
        index.settings().applied(),
        lease.holder(),
        lease.epoch(),
        lease.active(),
        index.createdAtNanos(),
        index.settingsDrift(),
        Sorted.copyOf(members),
        Sorted.copyOf(behind),
        index.placement(),
        Losses.lost(state.nodes(), index),
        index.emptied(),
        lease.open(),
        cutovers(state, index.id()));
  }

  private static List<Cutover> cutovers(State state, long index) {
    return state.migrations().values().stream()
        .filter(
            migration ->
                migration.index() == index
                    && !migration.paused()
                    && (migration.phase() == MigrationPhase.CUTOVER_DRAINING
                        || migration.phase() == MigrationPhase.CUTOVER_DELTA_PASS))
        .map(
            migration ->
                new Cutover(
                    migration.id(),
                    migration.phase(),
                    migration.skipsDeltaPass(),
                    migration.moves()))
        .toList();
  }

  private static Set<String> outOfSync(Index index) {
    return index.placement().values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .filter(
            replica ->
                replica.state() != ReplicaState.IN_SYNC && replica.state() != ReplicaState.CLEARING)
        .map(Replica::node)
        .collect(Collectors.toSet());
  }
}
