package miroir.machine;

import miroir.command.Command;
import miroir.command.CommandCases;
import miroir.command.TopologyCommand;

/** Sends each command to the class that knows its noun. */
record Cases(State state, long atNanos, int rules) implements CommandCases<Applied> {
  @Override
  public Applied barrier(Command.Barrier command) {
    return Applied.unchanged(state);
  }

  @Override
  public Applied foundCluster(Command.FoundCluster command) {
    return ClusterCommands.found(state, command);
  }

  @Override
  public Applied setConfig(Command.SetConfig command) {
    return ClusterCommands.setConfig(state, command, rules);
  }

  @Override
  public Applied announceCoordinator(Command.AnnounceCoordinator command) {
    return ClusterCommands.announce(state, command);
  }

  @Override
  public Applied addNode(Command.AddNode command) {
    return ClusterCommands.addNode(state, command);
  }

  @Override
  public Applied observeNode(Command.ObserveNode command) {
    return ClusterCommands.observeNode(state, command);
  }

  @Override
  public Applied beginSession(Command.BeginSession command) {
    return SessionCommands.begin(state, command);
  }

  @Override
  public Applied endSession(Command.EndSession command) {
    return SessionCommands.end(state, command);
  }

  @Override
  public Applied forgetSession(Command.ForgetSession command) {
    return SessionCommands.forget(state, command);
  }

  @Override
  public Applied acknowledge(Command.Acknowledge command) {
    return SessionCommands.acknowledge(state, command);
  }

  @Override
  public Applied grantLease(Command.GrantLease command) {
    return SessionCommands.grant(state, command);
  }

  @Override
  public Applied activateLease(Command.ActivateLease command) {
    return SessionCommands.activate(state, command);
  }

  @Override
  public Applied releaseLease(Command.ReleaseLease command) {
    return SessionCommands.release(state, command);
  }

  @Override
  public Applied createIndex(Command.CreateIndex command) {
    return IndexCommands.create(state, command, atNanos);
  }

  @Override
  public Applied deleteIndex(Command.DeleteIndex command) {
    return IndexCommands.delete(state, command, atNanos, rules);
  }

  @Override
  public Applied swapIndexes(Command.SwapIndexes command) {
    return Swaps.swap(state, command, atNanos, rules);
  }

  @Override
  public Applied recordFailure(Command.RecordFailure command) {
    return IndexCommands.recordFailure(state, command, atNanos);
  }

  @Override
  public Applied dropIndex(Command.DropIndex command) {
    return IndexCommands.drop(state, command);
  }

  @Override
  public Applied setPrimaryKey(Command.SetPrimaryKey command) {
    return IndexCommands.setPrimaryKey(state, command, atNanos);
  }

  @Override
  public Applied beginMember(Command.BeginMember command) {
    return MemberCommands.begin(state, command);
  }

  @Override
  public Applied memberReady(Command.MemberReady command) {
    return MemberCommands.ready(state, command, atNanos, rules);
  }

  @Override
  public Applied beginCut(Command.BeginCut command) {
    return MemberCommands.beginCut(state, command);
  }

  @Override
  public Applied endCut(Command.EndCut command) {
    return MemberCommands.endCut(state, command);
  }

  @Override
  public Applied observeSettings(Command.ObserveSettings command) {
    return SettingsCommands.observe(state, command);
  }

  @Override
  public Applied restoreSettings(Command.RestoreSettings command) {
    return SettingsCommands.restored(state, command);
  }

  @Override
  public Applied forgetNames(Command.ForgetNames command) {
    return MemberCommands.forgetNames(state, command);
  }

  @Override
  public Applied takeOut(Command.TakeOut command) {
    return CopyCommands.takeOut(state, command);
  }

  @Override
  public Applied rememberTask(Command.RememberTask command) {
    return MemberCommands.remember(state, command);
  }

  @Override
  public Applied cleanSlots(Command.CleanSlots command) {
    return CopyCommands.clean(state, command);
  }

  @Override
  public Applied admitReplicas(Command.AdmitReplicas command) {
    return CopyCommands.admit(state, command);
  }

  @Override
  public Applied replaceDatabase(Command.ReplaceDatabase command) {
    return LossCommands.replaced(state, command, rules);
  }

  @Override
  public Applied recoverShards(Command.RecoverShards command) {
    return LossCommands.recover(state, command);
  }

  @Override
  public Applied rebuildElsewhere(Command.RebuildElsewhere command) {
    return LossCommands.rebuild(state, command);
  }

  @Override
  public Applied registerTasks(Command.RegisterTasks command) {
    return WriteCommands.register(state, command, atNanos);
  }

  @Override
  public Applied finishTasks(Command.FinishTasks command) {
    return WriteCommands.finish(state, command, atNanos, rules);
  }

  @Override
  public Applied startMigration(TopologyCommand.StartMigration command) {
    return MigrationCommands.start(state, command, atNanos);
  }

  @Override
  public Applied advanceMigration(TopologyCommand.AdvanceMigration command) {
    return MigrationCommands.advance(state, command, atNanos);
  }

  @Override
  public Applied pauseMigration(TopologyCommand.PauseMigration command) {
    return MigrationCommands.pause(state, command);
  }

  @Override
  public Applied clearReplicas(TopologyCommand.ClearReplicas command) {
    return MigrationCommands.clear(state, command);
  }

  @Override
  public Applied forgetReplicas(TopologyCommand.ForgetReplicas command) {
    return MigrationCommands.forget(state, command);
  }

  @Override
  public Applied setNode(TopologyCommand.SetNode command) {
    return ClusterCommands.setNode(state, command);
  }

  @Override
  public Applied removeNode(TopologyCommand.RemoveNode command) {
    return ClusterCommands.removeNode(state, command);
  }
}
