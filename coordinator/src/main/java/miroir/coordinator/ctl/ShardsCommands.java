package miroir.coordinator.ctl;

import java.util.List;
import java.util.stream.Collectors;
import miroir.proto.admin.RecoverRequest;
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

  @Command(
      name = "recover",
      description = {
        "Accepts that shards have lost every copy in sync, for good.",
        "Only where no node that is up has one. What is missing in the chosen copy is lost."
      })
  void recover(
      @Option(names = "--index", required = true, description = "the index") String index,
      @Option(names = "--shards", required = true, split = ",", description = "numbers of shards")
          List<Integer> shards,
      @Option(
              names = "--from",
              required = true,
              description = "the node whose copy counts from now on, or `empty`")
          String from,
      @Option(names = "--yes", required = true, description = "you mean it") boolean yes) {
    RecoverRequest request =
        RecoverRequest.newBuilder().setIndex(index).addAllShards(shards).setFrom(from).build();
    ctl().calls().call(stub -> stub.shardsRecover(request));
    ctl().say("Recovered: " + index + ", shards " + shards + ", from " + from);
  }
}
