package miroir.codec;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Envelope;
import miroir.command.OperationId;
import miroir.command.Outcome;
import miroir.command.Registration;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.Swap;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.command.TopologyCommand;
import miroir.proto.log.Accepted;
import miroir.proto.log.Entry;
import miroir.proto.log.Rejected;
import miroir.topology.NodeStatus;
import miroir.topology.Position;

/** Commands, envelopes and replies ⇄ messages. Stateless. */
public final class CommandCodec {
  private CommandCodec() {}

  /** Returns the message of an envelope. */
  public static Entry encode(Envelope envelope) {
    return Entry.newBuilder()
        .setProposer(envelope.id().proposer())
        .setNumber(envelope.id().number())
        .setAtNanos(envelope.atNanos())
        .setRules(envelope.rules())
        .setCommand(encode(envelope.command()))
        .build();
  }

  /** Returns the message of a command. */
  public static miroir.proto.log.Command encode(Command command) {
    return command.on(CommandEncoder.INSTANCE).build();
  }

  /** Returns the envelope of a message; an unknown command raises {@link UnknownMessage}. */
  public static Envelope decode(Entry entry) {
    return new Envelope(
        new OperationId(entry.getProposer(), entry.getNumber()),
        entry.getAtNanos(),
        entry.getRules(),
        decode(entry.getCommand()));
  }

  /** Returns the command of a message; an unknown one raises {@link UnknownMessage}. */
  public static Command decode(miroir.proto.log.Command m) {
    switch (m.getCommandCase()) {
      case BARRIER:
        return new Command.Barrier();
      case FOUND_CLUSTER:
        return new Command.FoundCluster(m.getFoundCluster().getClusterId());
      case SET_CONFIG:
        return new Command.SetConfig(m.getSetConfig().getKey(), m.getSetConfig().getValue());
      case ANNOUNCE_COORDINATOR:
        var announced = m.getAnnounceCoordinator();
        return new Command.AnnounceCoordinator(
            announced.getId(), announced.getGrpc(), announced.getHttp());
      case ADD_NODE:
        var node = m.getAddNode();
        return new Command.AddNode(
            node.getId(), node.getUrl(), node.getGroup(), node.getCapacity());
      case OBSERVE_NODE:
        var seen = m.getObserveNode();
        return new Command.ObserveNode(
            seen.getId(),
            NodeStatus.values()[seen.getFromValue()],
            NodeStatus.values()[seen.getToValue()],
            seen.getMarker(),
            seen.getDetail());
      case CREATE_INDEX:
        var created = m.getCreateIndex();
        return new Command.CreateIndex(
            created.getUid(),
            created.hasPrimaryKey() ? created.getPrimaryKey() : null,
            created.getShards(),
            created.getCopies(),
            created.getWithTask());
      case DELETE_INDEX:
        return new Command.DeleteIndex(
            m.getDeleteIndex().getIndex(), m.getDeleteIndex().getDeletedDocuments());
      case SWAP_INDEXES:
        return swaps(m.getSwapIndexes());
      case RECORD_FAILURE:
        var failed = m.getRecordFailure();
        return new Command.RecordFailure(
            failed.hasUid() ? failed.getUid() : null,
            TaskKind.values()[failed.getKindValue()],
            failed.getDetails(),
            failed.getError());
      case DROP_INDEX:
        return new Command.DropIndex(m.getDropIndex().getIndex());
      case SET_PRIMARY_KEY:
        var key = m.getSetPrimaryKey();
        return new Command.SetPrimaryKey(
            key.getIndex(), key.getLeaseEpoch(), key.getPrimaryKey(), key.getReplace());
      case REGISTER_TASKS:
        var register = m.getRegisterTasks();
        return new Command.RegisterTasks(
            register.getIndex(),
            register.getLeaseEpoch(),
            register.getRegistrationsList().stream().map(CommandCodec::registration).toList(),
            positions(register.getToldMap()));
      case FINISH_TASKS:
        var finish = m.getFinishTasks();
        return new Command.FinishTasks(
            finish.getIndex(),
            finish.getLeaseEpoch(),
            finish.getOutcomesList().stream().map(CommandCodec::outcome).toList(),
            positions(finish.getSettledMap()),
            missed(finish.getMissedMap()));
      default:
        return decodeSessionsAndMembers(m);
    }
  }

  private static Command decodeSessionsAndMembers(miroir.proto.log.Command m) {
    switch (m.getCommandCase()) {
      case BEGIN_SESSION:
        var begun = m.getBeginSession();
        return new Command.BeginSession(
            begun.getGateway(),
            begun.getIncarnation(),
            begun.getAdvertise(),
            begun.getReadKey(),
            begun.getWriteKey());
      case END_SESSION:
        return new Command.EndSession(
            m.getEndSession().getGateway(), m.getEndSession().getIncarnation());
      case FORGET_SESSION:
        return new Command.ForgetSession(
            m.getForgetSession().getGateway(), m.getForgetSession().getIncarnation());
      case ACKNOWLEDGE:
        var acknowledged = m.getAcknowledge();
        return new Command.Acknowledge(
            acknowledged.getGateway(), acknowledged.getIncarnation(), acknowledged.getEpoch());
      case GRANT_LEASE:
        var granted = m.getGrantLease();
        return new Command.GrantLease(
            granted.getIndex(), granted.getGateway(), granted.getIncarnation());
      case ACTIVATE_LEASE:
        return new Command.ActivateLease(
            m.getActivateLease().getIndex(), m.getActivateLease().getEpoch());
      case RELEASE_LEASE:
        return new Command.ReleaseLease(
            m.getReleaseLease().getIndex(),
            m.getReleaseLease().getEpoch(),
            TopologyCodec.decodeOpen(m.getReleaseLease().getOpenMap()));
      case BEGIN_MEMBER:
        return new Command.BeginMember(m.getBeginMember().getIndex(), m.getBeginMember().getNode());
      case MEMBER_READY:
        var ready = m.getMemberReady();
        return new Command.MemberReady(
            ready.getIndex(), ready.getNode(), ready.getCut(), position(ready.getNewest()));
      case BEGIN_CUT:
        var cut = m.getBeginCut();
        return new Command.BeginCut(cut.getIndex(), cut.getLeaseEpoch(), cut.getNode());
      case END_CUT:
        var ended = m.getEndCut();
        return new Command.EndCut(
            ended.getIndex(),
            ended.getLeaseEpoch(),
            ended.getNode(),
            ended.getCut(),
            ended.hasRenamed() ? position(ended.getRenamed()) : Position.START,
            SlotSet.fromBytes(ended.getDirty().toByteArray()));
      case TAKE_OUT:
        var out = m.getTakeOut();
        return new Command.TakeOut(
            out.getIndex(),
            out.getLeaseEpoch(),
            out.getNode(),
            SlotSet.fromBytes(out.getDirty().toByteArray()),
            SlotSet.fromBytes(out.getUnknown().toByteArray()));
      case REMEMBER_TASK:
        var remembered = m.getRememberTask();
        return new Command.RememberTask(
            remembered.getIndex(),
            remembered.getLeaseEpoch(),
            remembered.getNode(),
            position(remembered.getTask()));
      case CLEAN_SLOTS:
        var clean = m.getCleanSlots();
        return new Command.CleanSlots(
            clean.getIndex(),
            clean.getLeaseEpoch(),
            clean.getNode(),
            clean.getCut(),
            clean.getMarks(),
            SlotSet.fromBytes(clean.getSlots().toByteArray()));
      case ADMIT_REPLICAS:
        var admitted = m.getAdmitReplicas();
        return new Command.AdmitReplicas(
            admitted.getIndex(),
            admitted.getLeaseEpoch(),
            admitted.getNode(),
            admitted.getCut(),
            admitted.getMarks(),
            SlotSet.fromBytes(admitted.getSlots().toByteArray()));
      case REPLACE_DATABASE:
        var replaced = m.getReplaceDatabase();
        return new Command.ReplaceDatabase(replaced.getNode(), replaced.getMarker());
      case REBUILD_ELSEWHERE:
        var rebuilt = m.getRebuildElsewhere();
        return new Command.RebuildElsewhere(rebuilt.getIndex(), rebuilt.getNode());
      case RECOVER_SHARDS:
        var recovered = m.getRecoverShards();
        return new Command.RecoverShards(
            recovered.getIndex(),
            SlotSet.fromBytes(recovered.getSlots().toByteArray()),
            recovered.getFrom());
      case OBSERVE_SETTINGS:
        var observed = m.getObserveSettings();
        return new Command.ObserveSettings(
            observed.getIndex(),
            observed.getNode(),
            observed.getVersion(),
            observed.getDigest(),
            observed.getDrifted());
      case RESTORE_SETTINGS:
        var restored = m.getRestoreSettings();
        return new Command.RestoreSettings(
            restored.getIndex(), restored.getLeaseEpoch(), restored.getDrift());
      case SET_NODE:
        return new TopologyCommand.SetNode(
            m.getSetNode().getId(), m.getSetNode().getCapacity(), m.getSetNode().getDraining());
      case REMOVE_NODE:
        return new TopologyCommand.RemoveNode(m.getRemoveNode().getId());
      case START_MIGRATION:
        return MigrationCodec.decode(m.getStartMigration());
      case ADVANCE_MIGRATION:
        return MigrationCodec.decode(m.getAdvanceMigration());
      case PAUSE_MIGRATION:
        return new TopologyCommand.PauseMigration(
            m.getPauseMigration().getMigration(), m.getPauseMigration().getPaused());
      case CLEAR_REPLICAS:
        return new TopologyCommand.ClearReplicas(m.getClearReplicas().getMigration());
      case FORGET_REPLICAS:
        var left = m.getForgetReplicas();
        return new TopologyCommand.ForgetReplicas(
            left.getIndex(),
            left.getLeaseEpoch(),
            left.getNode(),
            SlotSet.fromBytes(left.getSlots().toByteArray()));
      case FORGET_NAMES:
        var forgotten = m.getForgetNames();
        return new Command.ForgetNames(
            forgotten.getIndex(),
            forgotten.getLeaseEpoch(),
            forgotten.getNode(),
            forgotten.getCut());
      default:
        throw new UnknownMessage("command " + m.getCommandCase());
    }
  }

  private static Command.SwapIndexes swaps(miroir.proto.log.SwapIndexes m) {
    List<Swap> swaps =
        m.getSwapsList().stream()
            .map(swap -> new Swap(swap.getLeft(), swap.getRight(), swap.getRename()))
            .toList();
    return new Command.SwapIndexes(swaps, TaskKind.values()[m.getKindValue()], m.getDetails());
  }

  private static Registration registration(miroir.proto.log.Registration m) {
    return new Registration(
        m.getSeq(),
        TaskKind.values()[m.getKindValue()],
        m.getDetails(),
        m.hasMetadata() ? m.getMetadata() : null,
        m.getNodeTasksList().stream().map(CommandCodec::nodeTask).toList(),
        m.hasSettings() ? m.getSettings() : null,
        missed(m.getMissedMap()),
        m.hasFailure() ? m.getFailure() : null,
        m.getOriginEpoch(),
        m.getOriginSeq());
  }

  private static SortedMap<String, SlotSet> missed(
      Map<String, com.google.protobuf.ByteString> map) {
    TreeMap<String, SlotSet> missed = new TreeMap<>();
    map.forEach((node, slots) -> missed.put(node, SlotSet.fromBytes(slots.toByteArray())));
    return Sorted.copyOf(missed);
  }

  static Registration.NodeTask nodeTask(miroir.proto.log.NodeTask m) {
    return new Registration.NodeTask(m.getNode(), m.getUid());
  }

  private static Outcome outcome(miroir.proto.log.Outcome m) {
    return new Outcome(
        m.getTaskUid(),
        TaskStatus.values()[m.getStatusValue()],
        m.getDetails(),
        m.hasError() ? m.getError() : null,
        m.getStartedAtNanos(),
        m.getFinishedAtNanos());
  }

  /** Returns the position of a message. */
  public static Position position(miroir.proto.log.Position m) {
    return new Position(m.getUid(), m.getEnqueuedAt());
  }

  /** Returns positions by node. */
  public static SortedMap<String, Position> positions(Map<String, miroir.proto.log.Position> map) {
    TreeMap<String, Position> positions = new TreeMap<>();
    map.forEach((node, position) -> positions.put(node, position(position)));
    return Sorted.copyOf(positions);
  }

  /** Returns the message of a position. */
  public static miroir.proto.log.Position encode(Position position) {
    return CommandEncoder.position(position);
  }

  /** Returns the message of a reply. */
  public static miroir.proto.log.Reply encode(Reply reply) {
    if (reply instanceof Reply.Rejected rejected) {
      return miroir.proto.log.Reply.newBuilder()
          .setRejected(
              Rejected.newBuilder()
                  .setReason(miroir.proto.log.Rejection.forNumber(rejected.reason().ordinal()))
                  .setDetail(rejected.detail()))
          .build();
    }
    return miroir.proto.log.Reply.newBuilder()
        .setAccepted(Accepted.newBuilder().addAllNumbers(((Reply.Accepted) reply).numbers()))
        .build();
  }

  /** Returns the reply of a message. */
  public static Reply decode(miroir.proto.log.Reply m) {
    if (m.hasRejected()) {
      return new Reply.Rejected(
          Rejection.values()[m.getRejected().getReasonValue()], m.getRejected().getDetail());
    }
    return new Reply.Accepted(List.copyOf(m.getAccepted().getNumbersList()));
  }
}
