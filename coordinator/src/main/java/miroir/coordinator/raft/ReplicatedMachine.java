package miroir.coordinator.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import miroir.codec.CommandCodec;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.coordinator.published.Published;
import miroir.invariant.Invariants;
import miroir.machine.Applied;
import miroir.machine.Machine;
import miroir.machine.State;
import miroir.proto.log.Entry;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine as Ratis sees it: decodes, applies, publishes. The only mutable thing is the
 * reference in {@link Published} (ratis-guide §2.1).
 */
final class ReplicatedMachine extends BaseStateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedMachine.class);

  /** The answer of {@link #queryStale} about a peer that this state names. */
  static final String KNOWN = "known";

  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private final AtomicBoolean writingSnapshot = new AtomicBoolean();
  private final Published published;
  private final RaftEvents events;
  private final ExecutorService snapshots;

  ReplicatedMachine(Published published, RaftEvents events, ExecutorService snapshots) {
    this.published = published;
    this.events = events;
    this.snapshots = snapshots;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
      throws IOException {
    super.initialize(server, group, raftStorage);
    storage.init(raftStorage);
    getLifeCycle().startAndTransition(this::load);
  }

  @Override
  public void pause() {
    if (getLifeCycleState() == LifeCycle.State.RUNNING) {
      getLifeCycle().transition(LifeCycle.State.PAUSING);
      getLifeCycle().transition(LifeCycle.State.PAUSED);
    }
  }

  @Override
  public void reinitialize() throws IOException {
    load();
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  private void load() throws IOException {
    SingleFileSnapshotInfo snapshot = storage.loadLatestSnapshot();
    if (snapshot == null) {
      return;
    }
    Path file = snapshot.getFile().getPath();
    MD5Hash recorded = MD5FileUtil.readStoredMd5ForFile(file.toFile());
    if (recorded == null) {
      // A crash between writing the first snapshot and its checksum: the log still has everything.
      LOG.warn("{} has no checksum; it was never finished", file);
      return;
    }
    MD5FileUtil.verifySavedMD5(file.toFile(), recorded);
    State state = SnapshotFile.read(file);
    TermIndex at = snapshot.getTermIndex();
    setLastAppliedTermIndex(at);
    published.publish(at.getTerm(), at.getIndex(), state);
    LOG.info("restored the snapshot of {}", at);
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    TermIndex at = TermIndex.valueOf(entry);
    Reply reply;
    try {
      reply = apply(at, entry.getStateMachineLogEntry().getLogData());
    } catch (IOException e) {
      throw new IllegalStateException("log entry " + at + " cannot be read", e);
    } catch (Error e) {
      events.fatal("log entry " + at, e);
      throw e;
    }
    updateLastAppliedTermIndex(at);
    byte[] bytes = CommandCodec.encode(reply).toByteArray();
    return CompletableFuture.completedFuture(
        Message.valueOf(UnsafeByteOperations.unsafeWrap(bytes)));
  }

  private Reply apply(TermIndex at, ByteString data) throws IOException {
    Entry entry = Entry.parseFrom(data.newInput());
    State before = published.latest().state();
    try {
      Applied applied = Machine.apply(before, CommandCodec.decode(entry));
      List<String> broken = Invariants.cheap(before, applied.state());
      if (!broken.isEmpty()) {
        return bug(at, before, String.join("; ", broken), null);
      }
      published.publish(at.getTerm(), at.getIndex(), applied.state());
      return applied.reply();
    } catch (RuntimeException e) {
      return bug(at, before, e.toString(), e);
    }
  }

  /** A bug must not kill every coordinator at once: refused, untouched, and loud. */
  private Reply bug(TermIndex at, State before, String what, @Nullable Exception e) {
    LOG.error("BUG while applying {}: {}", at, what, e);
    events.bug(what);
    published.publish(at.getTerm(), at.getIndex(), before);
    return Reply.rejected(Rejection.BUG, what);
  }

  /**
   * Starts a background write of the present state and returns the index of the newest one that is
   * durable: apply goes on meanwhile (ratis-guide §2.6).
   */
  @Override
  public long takeSnapshot() {
    if (writingSnapshot.compareAndSet(false, true)) {
      Published.Versioned now = published.latest();
      TermIndex at = getLastAppliedTermIndex();
      snapshots.execute(() -> write(at, now.state()));
    }
    SingleFileSnapshotInfo durable = storage.getLatestSnapshot();
    return durable == null ? -1 : durable.getIndex();
  }

  private void write(TermIndex at, State state) {
    try {
      Path file = storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath();
      SnapshotFile.write(file, at, state);
      MD5Hash sum = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
      storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file, sum), at));
      LOG.info("wrote the snapshot of {}", at);
    } catch (IOException | RuntimeException e) {
      LOG.error("could not write the snapshot of {}", at, e);
    } finally {
      writingSnapshot.set(false);
    }
  }

  /** Answers another peer that asks, by its id, whether it has been a coordinator before. */
  @Override
  public CompletableFuture<Message> queryStale(Message peer, long leastIndex) {
    String id = peer.getContent().toStringUtf8();
    boolean known = published.latest().state().coordinators().containsKey(id);
    return CompletableFuture.completedFuture(Message.valueOf(known ? KNOWN : ""));
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return storage;
  }

  @Override
  public void notifyLeaderReady() {
    events.leaderReady();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    events.leaderChanged(leader == null ? "" : leader.toString());
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    events.leaderLost();
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    events.fatal("the log cannot be written", cause);
  }
}
