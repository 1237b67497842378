package miroir.coordinator.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import miroir.codec.CommandCodec;
import miroir.command.Command;
import miroir.command.Envelope;
import miroir.command.OperationId;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.config.ConfigProblem;
import miroir.coordinator.Limits;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.ChecksumException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Raft peer: starts and stops the server, proposes in-process, tells how it is. Thread-safe.
 */
public final class RaftNode implements Proposer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);

  private static final Duration SNAPSHOT_PERIOD = Duration.ofMinutes(10);

  private final ClientId clientId = ClientId.randomId();
  private final String proposer = "coordinator-" + UUID.randomUUID();
  private final AtomicLong callIds = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong();
  private final ExecutorService snapshots;
  private final ThreadPoolExecutor submitters =
      new ThreadPoolExecutor(
          Limits.PROPOSAL_THREADS,
          Limits.PROPOSAL_THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(Limits.PROPOSALS_WAITING),
          work -> daemon(work, "propose"));
  private final RaftGroupId groupId;
  private final RaftServer server;
  private final Path dataDir;
  private final OtherPeers others;
  private final @Nullable Rejoin rejoin;
  private long askedAtNanos = System.nanoTime();

  private RaftNode(
      RaftGroupId groupId,
      RaftServer server,
      Path dataDir,
      ExecutorService snapshots,
      OtherPeers others,
      @Nullable Rejoin rejoin) {
    this.others = others;
    this.rejoin = rejoin;
    this.snapshots = snapshots;
    this.groupId = groupId;
    this.server = server;
    this.dataDir = dataDir;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Builds a peer; {@link #start()} starts it.
   *
   * @param identity who it is
   * @param peers Raft addresses by peer id, this one included
   * @param dataDir where its log lies
   * @param snapshotEntries log entries between snapshots
   */
  public static RaftNode build(
      Identity identity,
      Map<String, String> peers,
      Path dataDir,
      long snapshotEntries,
      Published published,
      RaftEvents events)
      throws IOException {
    RaftGroupId groupId = RaftGroupId.valueOf(identity.clusterId());
    ExecutorService snapshots = Executors.newSingleThreadExecutor(work -> daemon(work, "snapshot"));
    String address = peers.get(identity.peerId());
    if (address == null) {
      throw new miroir.config.ConfigProblem(
          "cluster.peers does not name this peer, " + identity.peerId());
    }
    OtherPeers others = new OtherPeers(groupId, peers, identity.peerId());
    boolean rejoins = Rejoin.isDue(identity, dataDir, others);
    RaftServer server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(identity.peerId()))
            .setGroup(rejoins ? RaftGroup.valueOf(groupId) : others.all())
            .setProperties(RaftProfile.of(dataDir.resolve("raft"), address, snapshotEntries))
            .setStateMachine(new ReplicatedMachine(published, events, snapshots))
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build();
    return new RaftNode(
        groupId,
        server,
        dataDir,
        snapshots,
        others,
        rejoins ? new Rejoin(others, server, dataDir) : null);
  }

  /** Starts the peer; one that lost its log takes part later, by itself. */
  public void start() throws IOException {
    if (rejoin != null) {
      rejoin.begin();
      return;
    }
    Files.createDirectories(dataDir.resolve("raft"));
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      if (hasCause(e, ChecksumException.class)) {
        throw unreadable(e);
      }
      throw e;
    }
    Identity.markStarted(dataDir);
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> wanted) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (wanted.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  /**
   * An entry that was torn by a full disk looks like one that has rotted: only people may judge.
   */
  private ConfigProblem unreadable(Exception failure) {
    LOG.error("the log cannot be read", failure);
    return new ConfigProblem(
        dataDir.resolve("raft")
            + ": the log of this coordinator cannot be read. If another coordinator leads, delete"
            + " this directory and start again: the others give it everything."
            + " Otherwise restore it from a backup.");
  }

  @Override
  public CompletableFuture<Reply> propose(Command command) {
    return propose(new OperationId(proposer, numbers.incrementAndGet()), command);
  }

  @Override
  public CompletableFuture<Reply> propose(OperationId id, Command command) {
    long atNanos = nowNanos();
    byte[] bytes = CommandCodec.encode(new Envelope(id, atNanos, command)).toByteArray();
    if (bytes.length > Limits.ENTRY_BYTES) {
      return CompletableFuture.completedFuture(
          Reply.rejected(Rejection.LIMIT, "the command has " + bytes.length + " bytes"));
    }
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    try {
      submitters.execute(() -> submit(bytes, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new Overloaded());
    }
    return answer.orTimeout(Limits.PROPOSAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Too many proposals wait; this one was not made. */
  public static final class Overloaded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Overloaded() {
      super("too many proposals wait");
    }
  }

  private static long nowNanos() {
    java.time.Instant now = java.time.Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private void submit(byte[] bytes, CompletableFuture<Reply> answer) {
    try {
      server
          .submitClientRequestAsync(
              RaftClientRequest.newBuilder()
                  .setClientId(clientId)
                  .setServerId(server.getId())
                  .setGroupId(groupId)
                  .setCallId(callIds.incrementAndGet())
                  .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(bytes)))
                  .setType(RaftClientRequest.writeRequestType())
                  .build())
          .whenComplete((reply, failure) -> answer(reply, failure, answer));
    } catch (IOException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private static void answer(
      @Nullable RaftClientReply reply,
      @Nullable Throwable failure,
      CompletableFuture<Reply> answer) {
    if (reply == null) {
      answer.completeExceptionally(
          failure == null ? new IllegalStateException("no reply") : failure);
    } else if (reply.getNotLeaderException() != null) {
      RaftPeer leader = reply.getNotLeaderException().getSuggestedLeader();
      answer.completeExceptionally(new NotLeader(leader == null ? "" : leader.getId().toString()));
    } else if (!reply.isSuccess()) {
      answer.completeExceptionally(
          reply.getException() == null
              ? new IllegalStateException("refused")
              : reply.getException());
    } else {
      try {
        answer.complete(
            CommandCodec.decode(
                miroir.proto.log.Reply.parseFrom(reply.getMessage().getContent().toByteArray())));
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  /**
   * Proposes from a peer that need not lead: the request travels over Raft's own transport. For the
   * few commands that a follower has to say about itself; waits, bounded.
   */
  public Reply proposeAnywhere(Command command) throws IOException {
    OperationId id = new OperationId(proposer, numbers.incrementAndGet());
    byte[] bytes = CommandCodec.encode(new Envelope(id, nowNanos(), command)).toByteArray();
    return CommandCodec.decode(miroir.proto.log.Reply.parseFrom(others.propose(bytes)));
  }

  /** Returns how this peer is. */
  public RaftStatus status() {
    if (rejoin != null && !rejoin.hasStarted()) {
      return RaftStatus.closed(server.getId().toString());
    }
    try {
      RaftServer.Division division = server.getDivision(groupId);
      DivisionInfo info = division.getInfo();
      return RaftStatus.of(
          server.getId().toString(), info, division.getRaftLog().getLastCommittedIndex());
    } catch (IOException | IllegalStateException e) {
      return RaftStatus.closed(server.getId().toString());
    }
  }

  /** Gives up leadership, to whoever is elected. */
  public void stepDown() {
    submitters.execute(
        () -> {
          try {
            server.transferLeadership(
                new TransferLeadershipRequest(
                    clientId, server.getId(), groupId, callIds.incrementAndGet(), null, 3_000));
          } catch (IOException e) {
            LOG.warn("could not step down: {}", e.getMessage());
          }
        });
  }

  /** Asks for a snapshot if it is time: few writes must not keep the log for ever. */
  public void snapshotIfDue() {
    long now = System.nanoTime();
    if (now - askedAtNanos < SNAPSHOT_PERIOD.toNanos()) {
      return;
    }
    askedAtNanos = now;
    submitters.execute(
        () -> {
          try {
            server.snapshotManagement(
                SnapshotManagementRequest.newCreate(
                    clientId, server.getId(), groupId, callIds.incrementAndGet(), 3_000, 1_000));
          } catch (IOException e) {
            LOG.warn("could not take a snapshot: {}", e.getMessage());
          }
        });
  }

  /** Hands leadership to the follower heard last, so that a stop in peace costs no election. */
  private void handOver() {
    try {
      DivisionInfo info = server.getDivision(groupId).getInfo();
      if (!info.isLeaderReady()) {
        return;
      }
      Optional<RaftPeerId> next =
          info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList().stream()
              .min(Comparator.comparingLong(ServerRpcProto::getLastRpcElapsedTimeMs))
              .map(follower -> RaftPeerId.valueOf(follower.getId().getId()));
      if (next.isPresent()) {
        server.transferLeadership(
            new TransferLeadershipRequest(
                clientId,
                server.getId(),
                groupId,
                callIds.incrementAndGet(),
                next.get(),
                Limits.HAND_OVER.toMillis()));
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("could not hand leadership over: {}", e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    handOver();
    submitters.shutdownNow();
    if (rejoin != null) {
      rejoin.close();
    }
    server.close();
    snapshots.shutdown();
  }
}
