package miroir.codec;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.proto.session.Delta;
import miroir.proto.session.MemberNames;
import miroir.proto.session.View;
import miroir.routing.RoutingDelta;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.Behind;
import miroir.routing.RoutingView.IndexRoute;
import miroir.routing.RoutingView.NodeRoute;
import miroir.topology.Tuning;

/** Routing views and deltas ⇄ session messages. Stateless. */
public final class ViewCodec {
  private ViewCodec() {}

  /** Returns the message of a whole view. */
  public static View encode(RoutingView view) {
    View.Builder m =
        View.newBuilder()
            .setEpoch(view.epoch())
            .setClusterId(view.clusterId())
            .putAllNames(view.names())
            .putAllReadNames(view.readNames())
            .putAllGateways(view.gateways())
            .setTuning(tuning(view.tuning()));
    view.nodes().forEach((id, node) -> m.addNodes(node(id, node)));
    view.indexes().forEach((id, index) -> m.addIndexes(index(id, index)));
    return m.build();
  }

  /** Returns the view of a message. */
  public static RoutingView decode(View m) {
    return new RoutingView(
        m.getEpoch(),
        m.getClusterId(),
        nodes(m.getNodesList()),
        Sorted.copyOf(m.getNamesMap()),
        Sorted.copyOf(m.getReadNamesMap()),
        indexes(m.getIndexesList()),
        Sorted.copyOf(m.getGatewaysMap()),
        tuning(m.getTuning()));
  }

  /** Returns the message of a delta. */
  public static Delta encode(RoutingDelta delta) {
    Delta.Builder m =
        Delta.newBuilder()
            .setFrom(delta.from())
            .setTo(delta.to())
            .putAllNames(delta.names())
            .putAllReadNames(delta.readNames())
            .addAllRemoved(delta.removed())
            .putAllGateways(delta.gateways())
            .setTuning(tuning(delta.tuning()));
    delta.nodes().forEach((id, node) -> m.addNodes(node(id, node)));
    delta.changed().forEach((id, index) -> m.addChanged(index(id, index)));
    return m.build();
  }

  /** Returns the delta of a message. */
  public static RoutingDelta decode(Delta m) {
    return new RoutingDelta(
        m.getFrom(),
        m.getTo(),
        nodes(m.getNodesList()),
        Sorted.copyOf(m.getNamesMap()),
        Sorted.copyOf(m.getReadNamesMap()),
        indexes(m.getChangedList()),
        List.copyOf(m.getRemovedList()),
        Sorted.copyOf(m.getGatewaysMap()),
        tuning(m.getTuning()));
  }

  private static miroir.proto.session.Tuning tuning(Tuning tuning) {
    return miroir.proto.session.Tuning.newBuilder()
        .setDocumentsPerSecond(tuning.documentsPerSecond())
        .setWritePauseMillis(tuning.writePauseMillis())
        .setMinInSync(tuning.minInSync())
        .build();
  }

  private static Tuning tuning(miroir.proto.session.Tuning m) {
    return new Tuning(m.getDocumentsPerSecond(), m.getWritePauseMillis(), m.getMinInSync());
  }

  private static miroir.proto.session.NodeRoute node(String id, NodeRoute node) {
    return miroir.proto.session.NodeRoute.newBuilder()
        .setId(id)
        .setUrl(node.url())
        .setGroup(node.group())
        .setUp(node.up())
        .build();
  }

  private static SortedMap<String, NodeRoute> nodes(List<miroir.proto.session.NodeRoute> list) {
    TreeMap<String, NodeRoute> nodes = new TreeMap<>();
    list.forEach(m -> nodes.put(m.getId(), new NodeRoute(m.getUrl(), m.getGroup(), m.getUp())));
    return Sorted.copyOf(nodes);
  }

  private static miroir.proto.session.IndexRoute index(long id, IndexRoute index) {
    var m =
        miroir.proto.session.IndexRoute.newBuilder()
            .setId(id)
            .setShards(index.shards())
            .setCreated(index.created())
            .setSettingsVersion(index.settingsVersion())
            .setPendingSettings(index.pendingSettings())
            .setSettings(index.settings())
            .setWriter(index.writer())
            .setLeaseEpoch(index.leaseEpoch())
            .setWriterActive(index.writerActive())
            .setCreatedAtNanos(index.createdAtNanos())
            .setSettingsDrift(index.settingsDrift())
            .putAllPlacement(TopologyCodec.encodePlacement(index.placement()))
            .setLost(ByteString.copyFrom(index.lost().toBytes()))
            .setEmptied(ByteString.copyFrom(index.emptied().toBytes()))
            .putAllOpen(TopologyCodec.encodeOpen(index.open()));
    index.cutovers().forEach(cutover -> m.addCutovers(MigrationCodec.encode(cutover)));
    if (index.primaryKey() != null) {
      m.setPrimaryKey(index.primaryKey());
    }
    index
        .members()
        .forEach(
            (node, names) ->
                m.putMembers(node, MemberNames.newBuilder().addAllNames(names).build()));
    index
        .behind()
        .forEach(
            (node, behind) ->
                m.putBehind(
                    node,
                    miroir.proto.session.Behind.newBuilder()
                        .setDirty(ByteString.copyFrom(behind.dirty().toBytes()))
                        .setMarks(behind.marks())
                        .build()));
    return m.build();
  }

  private static SortedMap<String, Behind> behind(
      Map<String, miroir.proto.session.Behind> messages) {
    TreeMap<String, Behind> behind = new TreeMap<>();
    messages.forEach(
        (node, m) ->
            behind.put(
                node, new Behind(SlotSet.fromBytes(m.getDirty().toByteArray()), m.getMarks())));
    return Sorted.copyOf(behind);
  }

  private static SortedMap<Long, IndexRoute> indexes(List<miroir.proto.session.IndexRoute> list) {
    TreeMap<Long, IndexRoute> indexes = new TreeMap<>();
    for (miroir.proto.session.IndexRoute m : list) {
      TreeMap<String, List<Long>> members = new TreeMap<>();
      for (Map.Entry<String, MemberNames> entry : m.getMembersMap().entrySet()) {
        members.put(entry.getKey(), List.copyOf(entry.getValue().getNamesList()));
      }
      indexes.put(
          m.getId(),
          new IndexRoute(
              m.hasPrimaryKey() ? m.getPrimaryKey() : null,
              m.getShards(),
              m.getCreated(),
              m.getSettingsVersion(),
              m.getPendingSettings(),
              m.getSettings(),
              m.getWriter(),
              m.getLeaseEpoch(),
              m.getWriterActive(),
              m.getCreatedAtNanos(),
              m.getSettingsDrift(),
              Sorted.copyOf(members),
              behind(m.getBehindMap()),
              TopologyCodec.decodePlacement(m.getPlacementMap()),
              SlotSet.fromBytes(m.getLost().toByteArray()),
              SlotSet.fromBytes(m.getEmptied().toByteArray()),
              TopologyCodec.decodeOpen(m.getOpenMap()),
              m.getCutoversList().stream().map(MigrationCodec::decode).toList()));
    }
    return Sorted.copyOf(indexes);
  }
}
