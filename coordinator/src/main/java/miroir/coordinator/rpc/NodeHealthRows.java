package miroir.coordinator.rpc;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import miroir.machine.State;
import miroir.proto.admin.LaneRow;
import miroir.proto.admin.NodeHealthRow;
import miroir.proto.admin.NodeRow;
import miroir.proto.admin.NodesHealthReply;
import miroir.proto.session.IndexReport;
import miroir.proto.session.LaneReport;

/** What operators see of nodes: status, and what writers wait for there. Pure. */
final class NodeHealthRows {
  private NodeHealthRows() {}

  /**
   * Returns a row for each node.
   *
   * @param since when a node's status began, milliseconds since 1970
   * @param lookMillis how long the leader's last look at a node took
   */
  static NodesHealthReply of(
      State state,
      Reports reports,
      Function<String, OptionalLong> since,
      Function<String, OptionalLong> lookMillis) {
    Map<String, NodeHealthRow.Builder> rows = new TreeMap<>();
    for (NodeRow node : AdminViews.nodes(state).getNodesList()) {
      NodeHealthRow.Builder row = NodeHealthRow.newBuilder().setNode(node);
      since.apply(node.getId()).ifPresent(row::setSinceMillis);
      lookMillis.apply(node.getId()).ifPresent(row::setLookMillis);
      rows.put(node.getId(), row);
    }
    state.names().forEach((uid, id) -> add(rows, uid, reports.of(state, id)));
    NodesHealthReply.Builder reply = NodesHealthReply.newBuilder();
    rows.values().forEach(reply::addNodes);
    return reply.build();
  }

  private static void add(
      Map<String, NodeHealthRow.Builder> rows,
      String uid,
      @org.jspecify.annotations.Nullable IndexReport report) {
    if (report == null) {
      return;
    }
    for (LaneReport lane : report.getLanesList()) {
      NodeHealthRow.Builder row = rows.get(lane.getNode());
      if (row != null) {
        add(row, uid, lane);
      }
    }
  }

  private static void add(NodeHealthRow.Builder row, String uid, LaneReport lane) {
    row.setLanesBroken(row.getLanesBroken() + (lane.getState().equals("BROKEN") ? 1 : 0))
        .setLanesOut(row.getLanesOut() + (lane.getState().equals("OUT") ? 1 : 0))
        .setUnfinishedTasks(row.getUnfinishedTasks() + lane.getUnfinished())
        .setQueueAgeMillis(Math.max(row.getQueueAgeMillis(), lane.getOldestMillis()))
        .addLanes(
            LaneRow.newBuilder()
                .setIndex(uid)
                .setNode(lane.getNode())
                .setState(lane.getState())
                .setWaiting(lane.getWaiting())
                .setUnfinished(lane.getUnfinished())
                .setOldestMillis(lane.getOldestMillis()));
  }
}
