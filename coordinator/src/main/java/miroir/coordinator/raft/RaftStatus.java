package miroir.coordinator.raft;

import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.server.DivisionInfo;

/**
 * How a peer is.
 *
 * @param id the peer
 * @param leader the leader's peer id, empty if unknown
 * @param leads whether this peer leads and has applied everything before its term
 * @param alive whether its division runs
 * @param term current term
 * @param commitIndex last committed log index
 * @param appliedIndex last applied log index
 * @param quorumSilenceMillis leader only: how long ago a majority was last heard, this one included
 */
public record RaftStatus(
    String id,
    String leader,
    boolean leads,
    boolean alive,
    long term,
    long commitIndex,
    long appliedIndex,
    long quorumSilenceMillis) {

  static RaftStatus of(String id, DivisionInfo info, long commitIndex) {
    String leader = info.getLeaderId() == null ? "" : info.getLeaderId().toString();
    return new RaftStatus(
        id,
        leader,
        info.isLeaderReady() && info.isAlive(),
        info.isAlive(),
        info.getCurrentTerm(),
        commitIndex,
        info.getLastAppliedIndex(),
        quorumSilence(info));
  }

  static RaftStatus closed(String id) {
    return new RaftStatus(id, "", false, false, -1, -1, -1, Long.MAX_VALUE);
  }

  /** A busy leader does not notice by itself that nobody hears it (ratis-guide §5.3). */
  private static long quorumSilence(DivisionInfo info) {
    if (!info.isLeader()) {
      return 0;
    }
    long[] ages =
        info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList().stream()
            .mapToLong(ServerRpcProto::getLastRpcElapsedTimeMs)
            .sorted()
            .toArray();
    int needed = (ages.length + 1) / 2;
    return needed == 0 ? 0 : ages[needed - 1];
  }
}
