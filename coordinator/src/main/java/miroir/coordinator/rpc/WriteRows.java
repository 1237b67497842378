package miroir.coordinator.rpc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import miroir.command.TaskKind;
import miroir.coordinator.Limits;
import miroir.machine.State;
import miroir.proto.admin.IndexWritesRow;
import miroir.proto.admin.WriteRow;
import miroir.proto.admin.WritesReply;
import miroir.proto.admin.WritesRequest;
import miroir.proto.session.IndexReport;
import miroir.proto.session.WriteReport;
import miroir.topology.Lease;

/** What operators see of writes in flight. Pure. */
final class WriteRows {
  private WriteRows() {}

  /** Returns whether a write is past its deadline, or waits for a lane that is out. */
  static boolean isStuck(WriteReport write, IndexReport index) {
    return write.getAgeMillis() > Limits.WRITE_STUCK.toMillis()
        || index.getLanesList().stream()
            .anyMatch(
                lane ->
                    lane.getState().equals("OUT")
                        && write.getWaitsForList().contains(lane.getNode()));
  }

  /** Returns the oldest writes of each index, oldest first, and counts of all. */
  static WritesReply of(State state, Reports reports, WritesRequest request) {
    WritesReply.Builder reply = WritesReply.newBuilder();
    List<WriteRow> rows = new ArrayList<>();
    state
        .names()
        .forEach(
            (uid, id) -> {
              IndexReport report = reports.of(state, id);
              String gateway = state.leases().getOrDefault(id, Lease.NONE).holder();
              boolean wanted = request.getIndex().isEmpty() || request.getIndex().equals(uid);
              if (report != null && wanted) {
                reply.addIndexes(
                    IndexWritesRow.newBuilder()
                        .setIndex(uid)
                        .setGateway(gateway)
                        .setUnregistered(report.getUnregistered())
                        .setUnfinished(report.getUnfinished())
                        .setOldestMillis(report.getOldestMillis()));
                report.getWritesList().forEach(write -> rows.add(row(uid, gateway, report, write)));
              }
            });
    rows.removeIf(row -> request.getStuck() && !row.getStuck());
    rows.sort(Comparator.comparingLong(WriteRow::getAgeMillis).reversed());
    return reply.addAllWrites(rows).build();
  }

  private static WriteRow row(String uid, String gateway, IndexReport index, WriteReport write) {
    WriteRow.Builder row =
        WriteRow.newBuilder()
            .setIndex(uid)
            .setSeq(write.getSeq())
            .setKind(TaskKind.values()[write.getKindValue()].label())
            .setAgeMillis(write.getAgeMillis())
            .addAllWaitsFor(write.getWaitsForList())
            .setWhy(write.getWhy())
            .setGateway(gateway)
            .setStuck(isStuck(write, index));
    if (write.hasTaskUid()) {
      row.setTaskUid(write.getTaskUid());
    }
    return row.build();
  }
}
