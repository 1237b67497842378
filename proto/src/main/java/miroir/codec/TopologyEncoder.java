package miroir.codec;

import com.google.protobuf.ByteString;
import miroir.command.CommandCases;
import miroir.command.TopologyCommand;
import miroir.proto.log.Command.Builder;

/** The part of the encoder that knows topology operations. */
abstract class TopologyEncoder implements CommandCases<Builder> {
  private static Builder command() {
    return miroir.proto.log.Command.newBuilder();
  }

  @Override
  public Builder startMigration(TopologyCommand.StartMigration c) {
    return command().setStartMigration(MigrationCodec.encode(c));
  }

  @Override
  public Builder advanceMigration(TopologyCommand.AdvanceMigration c) {
    return command().setAdvanceMigration(MigrationCodec.encode(c));
  }

  @Override
  public Builder pauseMigration(TopologyCommand.PauseMigration c) {
    return command()
        .setPauseMigration(
            miroir.proto.log.PauseMigration.newBuilder()
                .setMigration(c.migration())
                .setPaused(c.paused()));
  }

  @Override
  public Builder clearReplicas(TopologyCommand.ClearReplicas c) {
    return command()
        .setClearReplicas(miroir.proto.log.ClearReplicas.newBuilder().setMigration(c.migration()));
  }

  @Override
  public Builder forgetReplicas(TopologyCommand.ForgetReplicas c) {
    return command()
        .setForgetReplicas(
            miroir.proto.log.ForgetReplicas.newBuilder()
                .setIndex(c.index())
                .setLeaseEpoch(c.leaseEpoch())
                .setNode(c.node())
                .setSlots(ByteString.copyFrom(c.slots().toBytes())));
  }

  @Override
  public Builder setNode(TopologyCommand.SetNode c) {
    return command()
        .setSetNode(
            miroir.proto.log.SetNode.newBuilder()
                .setId(c.id())
                .setCapacity(c.capacity())
                .setDraining(c.draining()));
  }

  @Override
  public Builder removeNode(TopologyCommand.RemoveNode c) {
    return command().setRemoveNode(miroir.proto.log.RemoveNode.newBuilder().setId(c.id()));
  }
}
