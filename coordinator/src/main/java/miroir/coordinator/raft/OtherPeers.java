package miroir.coordinator.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import miroir.coordinator.Limits;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.ProtoUtils;
import org.apache.ratis.util.TimeDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a peer asks of the others over Raft's own transport, whether its own server runs or not.
 * Every call waits, bounded. Thread-safe.
 */
final class OtherPeers {
  private static final Logger LOG = LoggerFactory.getLogger(OtherPeers.class);

  private final RaftGroupId groupId;
  private final RaftPeer own;
  private final List<RaftPeer> others = new ArrayList<>();
  private final RaftGroup askable;

  /** Makes one for the peer {@code id} among {@code addresses}, which name it too. */
  OtherPeers(RaftGroupId groupId, Map<String, String> addresses, String id) {
    this.groupId = groupId;
    RaftPeer self = peer(id, "");
    for (Map.Entry<String, String> entry : addresses.entrySet()) {
      RaftPeer peer = peer(entry.getKey(), entry.getValue());
      if (entry.getKey().equals(id)) {
        self = peer;
      } else {
        others.add(peer);
      }
    }
    own = self;
    askable = RaftGroup.valueOf(groupId, others);
  }

  private static RaftPeer peer(String id, String address) {
    return RaftPeer.newBuilder().setId(id).setAddress(address).build();
  }

  /** Returns all peers as the configuration names them, this one included. */
  RaftGroup all() {
    List<RaftPeer> all = new ArrayList<>(others);
    all.add(own);
    return RaftGroup.valueOf(groupId, all);
  }

  /** Returns whether there is no other peer. */
  boolean isEmpty() {
    return others.isEmpty();
  }

  /** Returns whether another peer, any that answers, remembers this one as a coordinator. */
  boolean remember() {
    for (RaftPeer peer : others) {
      try (RaftClient client = client(askable, 0, Limits.PEER_CALL)) {
        Message question = Message.valueOf(own.getId().toString());
        RaftClientReply reply = client.io().sendStaleRead(question, -1, peer.getId());
        if (reply.isSuccess()
            && reply.getMessage().getContent().toStringUtf8().equals(ReplicatedMachine.KNOWN)) {
          return true;
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("{} does not say: {}", peer.getId(), e.getMessage());
      }
    }
    return false;
  }

  /** Sends an entry to whoever leads, and returns what applying it answered. */
  byte[] propose(byte[] entry) throws IOException {
    try (RaftClient client = client(all(), 3, Limits.PROPOSAL)) {
      RaftClientReply reply =
          client.io().send(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)));
      return reply.getMessage().getContent().toByteArray();
    }
  }

  /** Returns the voters as the leader knows them; empty without one, or while they change. */
  Optional<List<RaftPeer>> voters() {
    for (RaftPeer peer : others) {
      try (RaftClient client = client(askable, 0, Limits.PEER_CALL)) {
        GroupInfoReply info = client.getGroupManagementApi(peer.getId()).info(groupId);
        RaftConfigurationProto conf =
            info.getConf().orElse(RaftConfigurationProto.getDefaultInstance());
        if (info.getRoleInfoProto().hasLeaderInfo() && conf.getOldPeersCount() == 0) {
          return Optional.of(ProtoUtils.toRaftPeers(conf.getPeersList()));
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("{} does not say: {}", peer.getId(), e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Returns whether this peer is one of {@code voters}. */
  boolean isAmong(List<RaftPeer> voters) {
    return voters.stream().anyMatch(peer -> peer.getId().equals(own.getId()));
  }

  /** Takes this peer out of the voters; returns once that is committed. */
  void leave(List<RaftPeer> voters) throws IOException {
    List<RaftPeer> without =
        voters.stream().filter(peer -> !peer.getId().equals(own.getId())).toList();
    change(
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .setServersInCurrentConf(voters)
            .setServersInNewConf(without)
            .build());
  }

  /** Adds this peer to the voters; returns once it has caught up and that is committed. */
  void join() throws IOException {
    change(
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.ADD)
            .setServersInNewConf(List.of(own))
            .build());
  }

  private void change(SetConfigurationRequest.Arguments arguments) throws IOException {
    try (RaftClient client = client(askable, 3, Limits.CATCH_UP.plusSeconds(5))) {
      RaftClientReply reply = client.admin().setConfiguration(arguments);
      if (!reply.isSuccess()) {
        throw new IOException(String.valueOf(reply.getException()));
      }
    }
  }

  private static RaftClient client(RaftGroup group, int retries, Duration timeout) {
    RaftProperties properties = new RaftProperties();
    RaftClientConfigKeys.Rpc.setRequestTimeout(
        properties, TimeDuration.valueOf(timeout.toMillis(), TimeUnit.MILLISECONDS));
    return RaftClient.newBuilder()
        .setRaftGroup(group)
        .setProperties(properties)
        .setRetryPolicy(
            retries == 0
                ? RetryPolicies.noRetry()
                : RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                    retries, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS)))
        .build();
  }
}
