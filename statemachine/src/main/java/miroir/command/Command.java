package miroir.command;

import java.util.List;
import java.util.SortedMap;
import miroir.cluster.SlotSet;
import miroir.topology.NodeStatus;
import miroir.topology.OpenLane;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/**
 * Everything that may change the cluster. Commands about progress carry what they believe (lease
 * epoch, incarnation, cut) and are refused when it has moved on.
 */
public interface Command {
  /** Returns what the visitor makes of this command. */
  <R> R on(CommandCases<R> cases);

  /** Changes nothing; a read that waited for it saw everything committed before. */
  record Barrier() implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.barrier(this);
    }
  }

  /** Names a new cluster. Answers nothing; refused once a cluster id is set. */
  record FoundCluster(String clusterId) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.foundCluster(this);
    }
  }

  /** Sets one key of the replicated configuration. */
  record SetConfig(String key, String value) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.setConfig(this);
    }
  }

  /** Says where a coordinator can be reached. */
  record AnnounceCoordinator(String id, String grpc, String http) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.announceCoordinator(this);
    }
  }

  /** Registers a node for new indexes; accepted again for the same id and URL. */
  record AddNode(String id, String url, String group, int capacity) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.addNode(this);
    }
  }

  /** Records what the leader saw of a node; refused unless the status still is {@code from}. */
  record ObserveNode(String id, NodeStatus from, NodeStatus to, String marker, String detail)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.observeNode(this);
    }
  }

  /**
   * Says that a node answers as another database than the one that was adopted: whatever it held is
   * gone, and it may be adopted anew. Refused with STALE unless {@code marker} is the adopted one,
   * and with LAST_IN_SYNC while a shard has no other copy in sync (invariant I4). Answers the
   * node's new generation.
   */
  record ReplaceDatabase(String node, String marker) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.replaceDatabase(this);
    }
  }

  /**
   * Accepts that shards have lost their last copy in sync. Refused with INVALID while a node that
   * is up has one.
   *
   * @param slots of whole shards
   * @param from the node whose copy is the record from now on, empty: they begin anew without
   *     documents
   */
  record RecoverShards(long index, SlotSet slots, String from) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.recoverShards(this);
    }
  }

  /**
   * Gives the replicas of a node that is away to others. Refused with STALE if the node is up, with
   * NOT_READY if nobody can take any.
   */
  record RebuildElsewhere(long index, String node) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.rebuildElsewhere(this);
    }
  }

  /** Begins a session; the gateway's earlier incarnation ends at once. */
  record BeginSession(
      String gateway, String incarnation, String advertise, String readKey, String writeKey)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.beginSession(this);
    }
  }

  /** Ends a session and releases its leases. */
  record EndSession(String gateway, String incarnation) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.endSession(this);
    }
  }

  /** Forgets an ended session, its write key having been deleted from every node. */
  record ForgetSession(String gateway, String incarnation) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.forgetSession(this);
    }
  }

  /** Says that no request of a gateway uses a routing epoch below {@code epoch}. */
  record Acknowledge(String gateway, String incarnation, long epoch) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.acknowledge(this);
    }
  }

  /** Grants the write lease of an index that nobody holds. Answers the lease epoch. */
  record GrantLease(long index, String gateway, String incarnation) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.grantLease(this);
    }
  }

  /** Says that the holder has cut its lanes and takes writes. */
  record ActivateLease(long index, long epoch) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.activateLease(this);
    }
  }

  /**
   * Gives a lease back.
   *
   * @param open by node: the lanes that are passed on open; the next holder cuts all others
   */
  record ReleaseLease(long index, long epoch, SortedMap<String, OpenLane> open) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.releaseLease(this);
    }
  }

  /**
   * Creates an index and plans its placement. Answers the index id, and the task uid if {@code
   * withTask}. Refused with EXISTS (detail: the index id) if the name is taken.
   */
  record CreateIndex(
      String uid, @Nullable String primaryKey, int shards, int copies, boolean withTask)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.createIndex(this);
    }
  }

  /** Takes an index out of the name map and finishes its tasks. Answers the task uid. */
  record DeleteIndex(long index, long deletedDocuments) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.deleteIndex(this);
    }
  }

  /**
   * Exchanges names of indexes, or renames. Answers the task uid.
   *
   * @param swaps all take effect together
   * @param kind INDEX_SWAP, or INDEX_UPDATE for a renaming by PATCH
   * @param details JSON that clients see
   */
  record SwapIndexes(List<Swap> swaps, TaskKind kind, String details) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.swapIndexes(this);
    }
  }

  /**
   * Registers a task that has failed already because its index is not there. Answers the task uid.
   *
   * @param uid the name that the client used, null for a task of no index
   */
  record RecordFailure(@Nullable String uid, TaskKind kind, String details, String error)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.recordFailure(this);
    }
  }

  /** Forgets a deleted index: none of its physical indexes is left. */
  record DropIndex(long index) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.dropIndex(this);
    }
  }

  /**
   * Fixes the primary key of an index that has none; or of one that the writer knows to have no
   * document, if {@code replace}.
   */
  record SetPrimaryKey(long index, long leaseEpoch, String primaryKey, boolean replace)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.setPrimaryKey(this);
    }
  }

  /** Takes a fresh cut for a member in the making. Answers the cut. */
  record BeginMember(long index, String node) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.beginMember(this);
    }
  }

  /** Says that a member was made under {@code cut}; its replicas take part from now on. */
  record MemberReady(long index, String node, long cut, Position newest) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.memberReady(this);
    }
  }

  /** Takes the next cut of a member. Answers the cut. */
  record BeginCut(long index, long leaseEpoch, String node) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.beginCut(this);
    }
  }

  /**
   * Ends a cut: the member's log is known.
   *
   * @param renamed the node task that gave the index its new name
   * @param dirty what differs from the record
   */
  record EndCut(long index, long leaseEpoch, String node, long cut, Position renamed, SlotSet dirty)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.endCut(this);
    }
  }

  /** Forgets the names before {@code cut}: the renaming to it has succeeded. */
  record ForgetNames(long index, long leaseEpoch, String node, long cut) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.forgetNames(this);
    }
  }

  /**
   * Says what the settings of a member are on its node, while no settings task is open.
   *
   * @param version of the client settings that they belong to
   * @param digest of the node's settings
   * @param drifted whether they are not those that the node should have
   */
  record ObserveSettings(long index, String node, long version, String digest, boolean drifted)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.observeSettings(this);
    }
  }

  /**
   * Says that every member was sent all settings anew.
   *
   * @param drift {@link miroir.topology.Index#settingsDrift} that this answers
   */
  record RestoreSettings(long index, long leaseEpoch, long drift) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.restoreSettings(this);
    }
  }

  /**
   * Takes replicas of a member out of the in-sync set; its marks are counted from now on, also when
   * both sets are empty. Refused with LAST_IN_SYNC if a shard would have none left (invariant I4).
   *
   * @param dirty slots that must be copied: the member missed writes that are registered
   * @param unknown slots of which nobody knows, its log being out of reach; that will tell later
   */
  record TakeOut(long index, long leaseEpoch, String node, SlotSet dirty, SlotSet unknown)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.takeOut(this);
    }
  }

  /**
   * Remembers a task that a member's node has told of and cannot show any more: by that the leader
   * finds out that another database answers there.
   */
  record RememberTask(long index, long leaseEpoch, String node, Position task) implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.rememberTask(this);
    }
  }

  /**
   * Says that slots were copied to a member. Refused with STALE if its lane has been cut, or slots
   * of it were marked dirty, since the copy began (invariant I8).
   *
   * @param cut the name that the copy went to
   * @param marks {@link miroir.topology.Member#marks} when it began
   */
  record CleanSlots(long index, long leaseEpoch, String node, long cut, long marks, SlotSet slots)
      implements Command, OfCopy {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.cleanSlots(this);
    }
  }

  /**
   * Takes replicas of a member into the in-sync set: those shards among {@code slots} that have no
   * dirty slot. Refused like {@link CleanSlots}, and with STALE if there is none (invariant I4).
   */
  record AdmitReplicas(
      long index, long leaseEpoch, String node, long cut, long marks, SlotSet slots)
      implements Command, OfCopy {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.admitReplicas(this);
    }
  }

  /**
   * Registers writes in their order. Answers their task uids.
   *
   * @param told by node: the newest task that it has told the writer of; if its node cannot show it
   *     any more, another database answers there
   */
  record RegisterTasks(
      long index,
      long leaseEpoch,
      List<Registration> registrations,
      SortedMap<String, Position> told)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.registerTasks(this);
    }
  }

  /**
   * Ends tasks, in the order of their uids, and moves the members' settled positions. {@code
   * missed} is what members lost by their own fault: these slots become dirty (protocol.md W6).
   */
  record FinishTasks(
      long index,
      long leaseEpoch,
      List<Outcome> outcomes,
      SortedMap<String, Position> settled,
      SortedMap<String, SlotSet> missed)
      implements Command {
    @Override
    public <R> R on(CommandCases<R> cases) {
      return cases.finishTasks(this);
    }
  }
}
