package miroir.coordinator.ctl;

import java.util.stream.Collectors;
import miroir.proto.admin.ShardsReply;
import miroir.proto.admin.ShardsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shards. */
@Command(name = "shards", aliases = "shard", description = "Where shards are, and in what state.")
final class ShardsCommands extends Miroirctl.Group {
  @Command(name = "list", description = "Placement and replica states.")
  void list(
      @Option(names = "--index", defaultValue = "", description = "only this index") String index) {
    ShardsReply reply =
        ctl()
            .calls()
            .call(stub -> stub.shardsList(ShardsRequest.newBuilder().setIndex(index).build()));
    Table table = new Table("index", "group", "shard", "replicas");
    reply
        .getShardsList()
        .forEach(
            shard ->
                table.row(
                    shard.getIndex(),
                    shard.getGroup(),
                    shard.getShard(),
                    shard.getReplicasList().stream()
                        .map(replica -> replica.getNode() + ":" + replica.getState())
                        .collect(Collectors.joining(" "))));
    ctl().print(table);
  }
}
