package miroir.coordinator.rpc;

import io.grpc.Status;
import java.util.List;
import miroir.cluster.SlotSet;
import miroir.machine.State;
import miroir.proto.admin.ProgressRow;
import miroir.proto.admin.ReplicaRow;
import miroir.proto.admin.ShardRow;
import miroir.proto.admin.ShardsReply;
import miroir.proto.session.CopyReport;
import miroir.proto.session.IndexReport;
import miroir.topology.Index;
import miroir.topology.Losses;
import miroir.topology.Member;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * What operators see of shards: where replicas are, in what state, and how far copies are. Pure.
 */
final class ShardRows {
  private ShardRows() {}

  static ShardsReply of(State state, Reports reports, String only) {
    ShardsReply.Builder reply = ShardsReply.newBuilder();
    state
        .names()
        .forEach(
            (uid, id) -> {
              Index index = state.indexes().get(id);
              if (index != null && (only.isEmpty() || only.equals(uid))) {
                SlotSet lost = Losses.lost(state.nodes(), index);
                index
                    .placement()
                    .forEach((group, rows) -> add(reply, uid, group, index, rows, lost));
                progress(reply, uid, reports.of(state, id));
              }
            });
    if (!only.isEmpty() && !state.names().containsKey(only)) {
      throw Status.NOT_FOUND.withDescription("no index " + only).asRuntimeException();
    }
    return reply.build();
  }

  private static void add(
      ShardsReply.Builder reply,
      String uid,
      String group,
      Index index,
      List<List<Replica>> rows,
      SlotSet lost) {
    for (int shard = 0; shard < rows.size(); shard++) {
      ShardRow.Builder row = ShardRow.newBuilder().setIndex(uid).setGroup(group).setShard(shard);
      SlotSet slots = SlotSet.ofShard(shard, index.shards());
      boolean gone = lost.intersects(slots);
      for (Replica replica : rows.get(shard)) {
        Member member = index.members().get(replica.node());
        boolean counted = gone && replica.state() == ReplicaState.IN_SYNC;
        row.addReplicas(
            ReplicaRow.newBuilder()
                .setNode(replica.node())
                .setState(counted ? "LOST" : replica.state().name())
                .setDirtySlots(member == null ? 0 : member.dirty().and(slots).size()));
      }
      reply.addShards(row);
    }
  }

  private static void progress(
      ShardsReply.Builder reply,
      String uid,
      @org.jspecify.annotations.Nullable IndexReport report) {
    if (report == null) {
      return;
    }
    for (CopyReport copy : report.getCopiesList()) {
      ProgressRow.Builder row =
          ProgressRow.newBuilder()
              .setIndex(uid)
              .setNode(copy.getNode())
              .setSource(copy.getSource())
              .setDirtySlots(copy.getDirtySlots())
              .setCopyingSlots(copy.getCopyingSlots())
              .setCopiedSlots(copy.getCopiedSlots())
              .setDocuments(copy.getDocuments())
              .setBytes(copy.getBytes())
              .setDocumentsPerSecond(copy.getDocumentsPerSecond())
              .setWaitsFor(copy.getWaitsFor());
      if (copy.hasEtaMillis()) {
        row.setEtaMillis(copy.getEtaMillis());
      }
      reply.addProgress(row);
    }
  }
}
