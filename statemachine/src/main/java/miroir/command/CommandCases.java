package miroir.command;

/** One method per command, so that no command can be forgotten. */
public interface CommandCases<R> {
  /** Handles {@link Command.Barrier}. */
  R barrier(Command.Barrier command);

  /** Handles {@link Command.FoundCluster}. */
  R foundCluster(Command.FoundCluster command);

  /** Handles {@link Command.SetConfig}. */
  R setConfig(Command.SetConfig command);

  /** Handles {@link Command.AnnounceCoordinator}. */
  R announceCoordinator(Command.AnnounceCoordinator command);

  /** Handles {@link Command.AddNode}. */
  R addNode(Command.AddNode command);

  /** Handles {@link Command.ObserveNode}. */
  R observeNode(Command.ObserveNode command);

  /** Handles {@link Command.BeginSession}. */
  R beginSession(Command.BeginSession command);

  /** Handles {@link Command.EndSession}. */
  R endSession(Command.EndSession command);

  /** Handles {@link Command.ForgetSession}. */
  R forgetSession(Command.ForgetSession command);

  /** Handles {@link Command.Acknowledge}. */
  R acknowledge(Command.Acknowledge command);

  /** Handles {@link Command.GrantLease}. */
  R grantLease(Command.GrantLease command);

  /** Handles {@link Command.ActivateLease}. */
  R activateLease(Command.ActivateLease command);

  /** Handles {@link Command.ReleaseLease}. */
  R releaseLease(Command.ReleaseLease command);

  /** Handles {@link Command.CreateIndex}. */
  R createIndex(Command.CreateIndex command);

  /** Handles {@link Command.DeleteIndex}. */
  R deleteIndex(Command.DeleteIndex command);

  /** Handles {@link Command.SwapIndexes}. */
  R swapIndexes(Command.SwapIndexes command);

  /** Handles {@link Command.RecordFailure}. */
  R recordFailure(Command.RecordFailure command);

  /** Handles {@link Command.DropIndex}. */
  R dropIndex(Command.DropIndex command);

  /** Handles {@link Command.SetPrimaryKey}. */
  R setPrimaryKey(Command.SetPrimaryKey command);

  /** Handles {@link Command.BeginMember}. */
  R beginMember(Command.BeginMember command);

  /** Handles {@link Command.MemberReady}. */
  R memberReady(Command.MemberReady command);

  /** Handles {@link Command.BeginCut}. */
  R beginCut(Command.BeginCut command);

  /** Handles {@link Command.EndCut}. */
  R endCut(Command.EndCut command);

  /** Handles {@link Command.ObserveSettings}. */
  R observeSettings(Command.ObserveSettings command);

  /** Handles {@link Command.RestoreSettings}. */
  R restoreSettings(Command.RestoreSettings command);

  /** Handles {@link Command.ForgetNames}. */
  R forgetNames(Command.ForgetNames command);

  /** Handles {@link Command.TakeOut}. */
  R takeOut(Command.TakeOut command);

  /** Handles {@link Command.RememberTask}. */
  R rememberTask(Command.RememberTask command);

  /** Handles {@link Command.CleanSlots}. */
  R cleanSlots(Command.CleanSlots command);

  /** Handles {@link Command.AdmitReplicas}. */
  R admitReplicas(Command.AdmitReplicas command);

  /** Handles {@link Command.ReplaceDatabase}. */
  R replaceDatabase(Command.ReplaceDatabase command);

  /** Handles {@link Command.RebuildElsewhere}. */
  R rebuildElsewhere(Command.RebuildElsewhere command);

  /** Handles {@link Command.RecoverShards}. */
  R recoverShards(Command.RecoverShards command);

  /** Handles {@link Command.RegisterTasks}. */
  R registerTasks(Command.RegisterTasks command);

  /** Handles {@link Command.FinishTasks}. */
  R finishTasks(Command.FinishTasks command);

  /** Handles {@link TopologyCommand.StartMigration}. */
  R startMigration(TopologyCommand.StartMigration command);

  /** Handles {@link TopologyCommand.AdvanceMigration}. */
  R advanceMigration(TopologyCommand.AdvanceMigration command);

  /** Handles {@link TopologyCommand.PauseMigration}. */
  R pauseMigration(TopologyCommand.PauseMigration command);

  /** Handles {@link TopologyCommand.ClearReplicas}. */
  R clearReplicas(TopologyCommand.ClearReplicas command);

  /** Handles {@link TopologyCommand.ForgetReplicas}. */
  R forgetReplicas(TopologyCommand.ForgetReplicas command);

  /** Handles {@link TopologyCommand.SetNode}. */
  R setNode(TopologyCommand.SetNode command);

  /** Handles {@link TopologyCommand.RemoveNode}. */
  R removeNode(TopologyCommand.RemoveNode command);
}
