package miroir.codec;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.proto.log.GroupPlacement;
import miroir.proto.log.ShardReplicas;
import miroir.topology.Index;
import miroir.topology.IndexSettings;
import miroir.topology.Member;
import miroir.topology.OpenLane;
import miroir.topology.Position;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import miroir.topology.SettingsCheck;

/** Indexes, their members and placement ⇄ messages. Stateless. */
final class TopologyCodec {
  private TopologyCodec() {}

  static Map<String, miroir.proto.log.OpenLane> encodeOpen(Map<String, OpenLane> open) {
    TreeMap<String, miroir.proto.log.OpenLane> messages = new TreeMap<>();
    open.forEach(
        (node, lane) ->
            messages.put(
                node,
                miroir.proto.log.OpenLane.newBuilder()
                    .setCut(lane.cut())
                    .setNewest(CommandEncoder.position(lane.newest()))
                    .build()));
    return messages;
  }

  static SortedMap<String, OpenLane> decodeOpen(Map<String, miroir.proto.log.OpenLane> messages) {
    TreeMap<String, OpenLane> open = new TreeMap<>();
    messages.forEach(
        (node, m) ->
            open.put(node, new OpenLane(m.getCut(), CommandCodec.position(m.getNewest()))));
    return Sorted.copyOf(open);
  }

  static miroir.proto.log.Index encode(Index index) {
    var message =
        miroir.proto.log.Index.newBuilder()
            .setId(index.id())
            .setShards(index.shards())
            .setCopies(index.copies())
            .setCreated(index.created())
            .setNextCut(index.nextCut())
            .setSettings(settings(index.settings()))
            .setCreatedAtNanos(index.createdAtNanos())
            .setUpdatedAtNanos(index.updatedAtNanos())
            .putAllPlacement(encodePlacement(index.placement()))
            .setEmptied(ByteString.copyFrom(index.emptied().toBytes()))
            .setTakenOut(index.takenOut());
    if (index.primaryKey() != null) {
      message.setPrimaryKey(index.primaryKey());
    }
    index.members().values().forEach(member -> message.addMembers(member(member)));
    return message.build();
  }

  static Index decode(miroir.proto.log.Index m) {
    TreeMap<String, Member> members = new TreeMap<>();
    m.getMembersList().forEach(member -> members.put(member.getNode(), member(member)));
    return new Index(
        m.getId(),
        m.hasPrimaryKey() ? m.getPrimaryKey() : null,
        m.getShards(),
        m.getCopies(),
        m.getCreated(),
        m.getNextCut(),
        new IndexSettings(
            m.getSettings().getVersion(),
            m.getSettings().getPending(),
            m.getSettings().getApplied(),
            Sorted.copyOf(m.getSettings().getOpenMap())),
        m.getCreatedAtNanos(),
        m.getUpdatedAtNanos(),
        Sorted.copyOf(members),
        decodePlacement(m.getPlacementMap()),
        SlotSet.fromBytes(m.getEmptied().toByteArray()),
        m.getTakenOut());
  }

  private static miroir.proto.log.IndexSettings settings(IndexSettings settings) {
    return miroir.proto.log.IndexSettings.newBuilder()
        .setVersion(settings.version())
        .setPending(settings.pending())
        .setApplied(settings.applied())
        .putAllOpen(settings.open())
        .build();
  }

  private static miroir.proto.log.Member member(Member member) {
    return miroir.proto.log.Member.newBuilder()
        .setNode(member.node())
        .addAllNames(member.names())
        .setReady(member.ready())
        .setSettled(CommandCodec.encode(member.settled()))
        .setSettingsVersion(member.settingsVersion())
        .setDirty(ByteString.copyFrom(member.dirty().toBytes()))
        .setMarks(member.marks())
        .setCheck(
            miroir.proto.log.SettingsCheck.newBuilder()
                .setVersion(member.check().version())
                .setDigest(member.check().digest())
                .setDrifts(member.check().drifts())
                .setDrifted(member.check().drifted()))
        .setNewest(CommandCodec.encode(member.newest()))
        .build();
  }

  private static Member member(miroir.proto.log.Member m) {
    return new Member(
        m.getNode(),
        List.copyOf(m.getNamesList()),
        m.getReady(),
        CommandCodec.position(m.getSettled()),
        m.getSettingsVersion(),
        SlotSet.fromBytes(m.getDirty().toByteArray()),
        m.getMarks(),
        new SettingsCheck(
            m.getCheck().getVersion(),
            m.getCheck().getDigest(),
            m.getCheck().getDrifts(),
            m.getCheck().getDrifted()),
        m.hasNewest() ? CommandCodec.position(m.getNewest()) : Position.START);
  }

  static Map<String, GroupPlacement> encodePlacement(
      SortedMap<String, List<List<Replica>>> placement) {
    TreeMap<String, GroupPlacement> groups = new TreeMap<>();
    placement.forEach(
        (group, rows) -> {
          GroupPlacement.Builder message = GroupPlacement.newBuilder();
          rows.forEach(row -> message.addShards(shard(row)));
          groups.put(group, message.build());
        });
    return groups;
  }

  private static ShardReplicas shard(List<Replica> row) {
    ShardReplicas.Builder message = ShardReplicas.newBuilder();
    for (Replica replica : row) {
      message.addReplicas(
          miroir.proto.log.Replica.newBuilder()
              .setNode(replica.node())
              .setState(miroir.proto.log.ReplicaState.forNumber(replica.state().ordinal())));
    }
    return message.build();
  }

  static SortedMap<String, List<List<Replica>>> decodePlacement(Map<String, GroupPlacement> map) {
    TreeMap<String, List<List<Replica>>> groups = new TreeMap<>();
    map.forEach(
        (group, message) ->
            groups.put(
                group,
                message.getShardsList().stream()
                    .map(
                        shard ->
                            shard.getReplicasList().stream()
                                .map(
                                    replica ->
                                        new Replica(
                                            replica.getNode(),
                                            ReplicaState.values()[replica.getStateValue()]))
                                .toList())
                    .toList()));
    return Sorted.copyOf(groups);
  }
}
