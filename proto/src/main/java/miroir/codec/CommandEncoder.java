package miroir.codec;

import com.google.protobuf.ByteString;
import miroir.command.Command;
import miroir.command.Registration;
import miroir.command.Swap;
import miroir.proto.log.Command.Builder;
import miroir.topology.Position;

/** Command → message. The other way is {@link CommandCodec}. */
final class CommandEncoder extends TopologyEncoder {
  static final CommandEncoder INSTANCE = new CommandEncoder();

  private CommandEncoder() {}

  private static Builder command() {
    return miroir.proto.log.Command.newBuilder();
  }

  @Override
  public Builder barrier(Command.Barrier c) {
    return command().setBarrier(miroir.proto.log.Barrier.getDefaultInstance());
  }

  @Override
  public Builder foundCluster(Command.FoundCluster c) {
    return command()
        .setFoundCluster(miroir.proto.log.FoundCluster.newBuilder().setClusterId(c.clusterId()));
  }

  @Override
  public Builder setConfig(Command.SetConfig c) {
    return command()
        .setSetConfig(miroir.proto.log.SetConfig.newBuilder().setKey(c.key()).setValue(c.value()));
  }

  @Override
  public Builder announceCoordinator(Command.AnnounceCoordinator c) {
    return command()
        .setAnnounceCoordinator(
            miroir.proto.log.AnnounceCoordinator.newBuilder()
                .setId(c.id())
                .setGrpc(c.grpc())
                .setHttp(c.http()));
  }

  @Override
  public Builder addNode(Command.AddNode c) {
    return command()
        .setAddNode(
            miroir.proto.log.AddNode.newBuilder()
                .setId(c.id())
                .setUrl(c.url())
                .setGroup(c.group())
                .setCapacity(c.capacity()));
  }

  @Override
  public Builder observeNode(Command.ObserveNode c) {
    return command()
        .setObserveNode(
            miroir.proto.log.ObserveNode.newBuilder()
                .setId(c.id())
                .setFrom(miroir.proto.log.NodeStatus.forNumber(c.from().ordinal()))
                .setTo(miroir.proto.log.NodeStatus.forNumber(c.to().ordinal()))
                .setMarker(c.marker())
                .setDetail(c.detail()));
  }

  @Override
  public Builder beginSession(Command.BeginSession c) {
    return command()
        .setBeginSession(
            miroir.proto.log.BeginSession.newBuilder()
                .setGateway(c.gateway())
                .setIncarnation(c.incarnation())
                .setAdvertise(c.advertise())
                .setReadKey(c.readKey())
                .setWriteKey(c.writeKey()));
  }

  @Override
  public Builder endSession(Command.EndSession c) {
    return command()
        .setEndSession(
            miroir.proto.log.EndSession.newBuilder()
                .setGateway(c.gateway())
                .setIncarnation(c.incarnation()));
  }

  @Override
  public Builder forgetSession(Command.ForgetSession c) {
    return command()
        .setForgetSession(
            miroir.proto.log.ForgetSession.newBuilder()
                .setGateway(c.gateway())
                .setIncarnation(c.incarnation()));
  }

  @Override
  public Builder acknowledge(Command.Acknowledge c) {
    return command()
        .setAcknowledge(
            miroir.proto.log.Acknowledge.newBuilder()
                .setGateway(c.gateway())
                .setIncarnation(c.incarnation())
                .setEpoch(c.epoch()));
  }

  @Override
  public Builder grantLease(Command.GrantLease c) {
    return command()
        .setGrantLease(
            miroir.proto.log.GrantLease.newBuilder()
                .setIndex(c.index())
                .setGateway(c.gateway())
                .setIncarnation(c.incarnation()));
  }

  @Override
  public Builder activateLease(Command.ActivateLease c) {
    return command()
        .setActivateLease(
            miroir.proto.log.ActivateLease.newBuilder().setIndex(c.index()).setEpoch(c.epoch()));
  }

  @Override
  public Builder releaseLease(Command.ReleaseLease c) {
    return command()
        .setReleaseLease(
            miroir.proto.log.ReleaseLease.newBuilder()
                .setIndex(c.index())
                .setEpoch(c.epoch())
                .putAllOpen(TopologyCodec.encodeOpen(c.open())));
  }

  @Override
  public Builder createIndex(Command.CreateIndex c) {
    var message =
        miroir.proto.log.CreateIndex.newBuilder()
            .setUid(c.uid())
            .setShards(c.shards())
            .setCopies(c.copies())
            .setWithTask(c.withTask());
    if (c.primaryKey() != null) {
      message.setPrimaryKey(c.primaryKey());
    }
    return command().setCreateIndex(message);
  }

  @Override
  public Builder deleteIndex(Command.DeleteIndex c) {
    return command()
        .setDeleteIndex(
            miroir.proto.log.DeleteIndex.newBuilder()
                .setIndex(c.index())
                .setDeletedDocuments(c.deletedDocuments()));
  }

  @Override
  public Builder swapIndexes(Command.SwapIndexes c) {
    var message =
        miroir.proto.log.SwapIndexes.newBuilder()
            .setKind(miroir.proto.log.TaskKind.forNumber(c.kind().ordinal()))
            .setDetails(c.details());
    for (Swap swap : c.swaps()) {
      message.addSwaps(
          miroir.proto.log.Swap.newBuilder()
              .setLeft(swap.left())
              .setRight(swap.right())
              .setRename(swap.rename()));
    }
    return command().setSwapIndexes(message);
  }

  @Override
  public Builder recordFailure(Command.RecordFailure c) {
    var message =
        miroir.proto.log.RecordFailure.newBuilder()
            .setKind(miroir.proto.log.TaskKind.forNumber(c.kind().ordinal()))
            .setDetails(c.details())
            .setError(c.error());
    if (c.uid() != null) {
      message.setUid(c.uid());
    }
    return command().setRecordFailure(message);
  }

  @Override
  public Builder dropIndex(Command.DropIndex c) {
    return command().setDropIndex(miroir.proto.log.DropIndex.newBuilder().setIndex(c.index()));
  }

  @Override
  public Builder setPrimaryKey(Command.SetPrimaryKey c) {
    return command()
        .setSetPrimaryKey(
            miroir.proto.log.SetPrimaryKey.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setPrimaryKey(c.primaryKey())
                .setReplace(c.replace()));
  }

  @Override
  public Builder beginMember(Command.BeginMember c) {
    return command()
        .setBeginMember(
            miroir.proto.log.BeginMember.newBuilder().setIndex(c.index()).setNode(c.node()));
  }

  @Override
  public Builder memberReady(Command.MemberReady c) {
    return command()
        .setMemberReady(
            miroir.proto.log.MemberReady.newBuilder()
                .setIndex(c.index())
                .setNode(c.node())
                .setCut(c.cut())
                .setNewest(position(c.newest())));
  }

  @Override
  public Builder beginCut(Command.BeginCut c) {
    return command()
        .setBeginCut(
            miroir.proto.log.BeginCut.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node()));
  }

  @Override
  public Builder endCut(Command.EndCut c) {
    return command()
        .setEndCut(
            miroir.proto.log.EndCut.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node())
                .setCut(c.cut())
                .setRenamed(position(c.renamed()))
                .setDirty(ByteString.copyFrom(c.dirty().toBytes())));
  }

  @Override
  public Builder takeOut(Command.TakeOut c) {
    return command()
        .setTakeOut(
            miroir.proto.log.TakeOut.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node())
                .setDirty(ByteString.copyFrom(c.dirty().toBytes()))
                .setUnknown(ByteString.copyFrom(c.unknown().toBytes())));
  }

  @Override
  public Builder rememberTask(Command.RememberTask c) {
    return command()
        .setRememberTask(
            miroir.proto.log.RememberTask.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node())
                .setTask(position(c.task())));
  }

  @Override
  public Builder cleanSlots(Command.CleanSlots c) {
    return command()
        .setCleanSlots(
            miroir.proto.log.CleanSlots.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node())
                .setCut(c.cut())
                .setMarks(c.marks())
                .setSlots(ByteString.copyFrom(c.slots().toBytes())));
  }

  @Override
  public Builder admitReplicas(Command.AdmitReplicas c) {
    return command()
        .setAdmitReplicas(
            miroir.proto.log.AdmitReplicas.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node())
                .setCut(c.cut())
                .setMarks(c.marks())
                .setSlots(ByteString.copyFrom(c.slots().toBytes())));
  }

  @Override
  public Builder observeSettings(Command.ObserveSettings c) {
    return command()
        .setObserveSettings(
            miroir.proto.log.ObserveSettings.newBuilder()
                .setIndex(c.index())
                .setNode(c.node())
                .setVersion(c.version())
                .setDigest(c.digest())
                .setDrifted(c.drifted()));
  }

  @Override
  public Builder restoreSettings(Command.RestoreSettings c) {
    return command()
        .setRestoreSettings(
            miroir.proto.log.RestoreSettings.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setDrift(c.drift()));
  }

  @Override
  public Builder forgetNames(Command.ForgetNames c) {
    return command()
        .setForgetNames(
            miroir.proto.log.ForgetNames.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node())
                .setCut(c.cut()));
  }

  @Override
  public Builder replaceDatabase(Command.ReplaceDatabase c) {
    return command()
        .setReplaceDatabase(
            miroir.proto.log.ReplaceDatabase.newBuilder().setNode(c.node()).setMarker(c.marker()));
  }

  @Override
  public Builder recoverShards(Command.RecoverShards c) {
    return command()
        .setRecoverShards(
            miroir.proto.log.RecoverShards.newBuilder()
                .setIndex(c.index())
                .setSlots(ByteString.copyFrom(c.slots().toBytes()))
                .setFrom(c.from()));
  }

  @Override
  public Builder rebuildElsewhere(Command.RebuildElsewhere c) {
    return command()
        .setRebuildElsewhere(
            miroir.proto.log.RebuildElsewhere.newBuilder().setIndex(c.index()).setNode(c.node()));
  }

  @Override
  public Builder registerTasks(Command.RegisterTasks c) {
    var message =
        miroir.proto.log.RegisterTasks.newBuilder()
            .setIndex(c.index())
            .setLeaseEpoch(c.leaseEpoch());
    c.registrations().forEach(write -> message.addRegistrations(WriteEncoder.registration(write)));
    c.told().forEach((node, task) -> message.putTold(node, position(task)));
    return command().setRegisterTasks(message);
  }

  static miroir.proto.log.NodeTask nodeTask(Registration.NodeTask task) {
    return miroir.proto.log.NodeTask.newBuilder().setNode(task.node()).setUid(task.uid()).build();
  }

  static miroir.proto.log.Position position(Position position) {
    return miroir.proto.log.Position.newBuilder()
        .setUid(position.uid())
        .setEnqueuedAt(position.enqueuedAt())
        .build();
  }

  @Override
  public Builder finishTasks(Command.FinishTasks c) {
    var message =
        miroir.proto.log.FinishTasks.newBuilder().setIndex(c.index()).setLeaseEpoch(c.leaseEpoch());
    c.outcomes().forEach(outcome -> message.addOutcomes(WriteEncoder.outcome(outcome)));
    c.settled().forEach((node, position) -> message.putSettled(node, position(position)));
    c.missed()
        .forEach((node, slots) -> message.putMissed(node, ByteString.copyFrom(slots.toBytes())));
    return command().setFinishTasks(message);
  }
}
