package miroir.coordinator.raft;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import miroir.coordinator.Limits;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** The tuned profile of ratis-guide §15, with election time-outs of 600 to 1000 ms. */
final class RaftProfile {
  private RaftProfile() {}

  static RaftProperties of(Path directory, String address, long snapshotEntries) {
    RaftProperties p = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(p, List.of(directory.toFile()));
    int colon = address.lastIndexOf(':');
    GrpcConfigKeys.Server.setHost(p, address.substring(0, colon));
    GrpcConfigKeys.Server.setPort(p, Integer.parseInt(address.substring(colon + 1)));
    GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(600));
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(1000));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, millis(300));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, millis(600));
    RaftServerConfigKeys.Rpc.setRequestTimeout(p, millis(3000));
    RaftServerConfigKeys.Rpc.setSlownessTimeout(p, millis(10_000));
    // A new leader on a busy machine may miss a majority once; each second of this is one more
    // without any leader.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, millis(1000));
    RaftServerConfigKeys.setStagingTimeout(p, millis(Limits.CATCH_UP.toMillis()));
    RaftServerConfigKeys.setCloseThreshold(p, millis(300_000));
    RaftServerConfigKeys.Write.setElementLimit(p, 1024);
    RaftServerConfigKeys.Write.setByteLimit(p, SizeInBytes.valueOf("32MB"));
    RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf("64MB"));
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(p, Math.min(20_000, snapshotEntries));
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "10ms,10, 200ms,20, 1s,1000000");
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, snapshotEntries);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, 3);
    RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(p, true);
    return p;
  }

  private static TimeDuration millis(long value) {
    return TimeDuration.valueOf(value, TimeUnit.MILLISECONDS);
  }
}
