package miroir.coordinator.ctl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import miroir.proto.admin.ProgressRow;
import miroir.proto.admin.RecoverRequest;
import miroir.proto.admin.ReplicaRow;
import miroir.proto.admin.ShardRow;
import miroir.proto.admin.ShardsReply;
import miroir.proto.admin.ShardsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shards. */
@Command(name = "shards", aliases = "shard", description = "Where shards are, and in what state.")
final class ShardsCommands extends Miroirctl.Group {
  @Command(
      name = "list",
      description = {
        "Placement, replica states with the slots to be copied, and how far copies are.",
        "With --wait it waits until every replica is in sync."
      })
  void list(
      @Option(names = "--index", defaultValue = "", description = "only this index") String index,
      @Option(names = "--wait", description = "until every replica is in sync") boolean wait)
      throws InterruptedException {
    ShardsReply reply = wait ? awaited(index) : ask(index);
    Table table = new Table("index", "group", "shard", "replicas", "dirty", "details", "progress");
    table.hide("details", "progress");
    for (ShardRow shard : reply.getShardsList()) {
      table.row(
          shard.getIndex(),
          shard.getGroup(),
          shard.getShard(),
          joined(shard, replica -> replica.getNode() + ":" + replica.getState()),
          joined(
              shard,
              replica ->
                  replica.getDirtySlots() == 0
                      ? ""
                      : replica.getNode() + ":" + replica.getDirtySlots()),
          shard.getReplicasList().stream().map(ShardsCommands::details).toList(),
          reply.getProgressList().stream()
              .filter(row -> isOf(row, shard))
              .map(ShardsCommands::details)
              .toList());
    }
    ctl().print(table);
    if (ctl().printsTables()) {
      reply.getProgressList().forEach(row -> ctl().say(Words.progress(row)));
    }
  }

  private ShardsReply ask(String index) {
    return ctl()
        .calls()
        .call(stub -> stub.shardsList(ShardsRequest.newBuilder().setIndex(index).build()));
  }

  private ShardsReply awaited(String index) throws InterruptedException {
    boolean people = ctl().printsTables();
    return new ShardsWait(
            () -> ask(index),
            text -> {
              if (people) {
                ctl().printRaw(text);
              }
            },
            ShardsWait.onTerminal())
        .await();
  }

  private static String joined(ShardRow shard, Function<ReplicaRow, String> word) {
    return shard.getReplicasList().stream()
        .map(word)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static boolean isOf(ProgressRow row, ShardRow shard) {
    return row.getIndex().equals(shard.getIndex())
        && shard.getReplicasList().stream()
            .anyMatch(
                replica ->
                    replica.getNode().equals(row.getNode())
                        && !replica.getState().equals("IN_SYNC"));
  }

  private static Map<String, Object> details(ReplicaRow replica) {
    return Map.of(
        "node",
        replica.getNode(),
        "state",
        replica.getState(),
        "dirtySlots",
        replica.getDirtySlots());
  }

  private static Map<String, Object> details(ProgressRow row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("node", row.getNode());
    fields.put("source", row.getSource());
    fields.put("dirtySlots", row.getDirtySlots());
    fields.put("copyingSlots", row.getCopyingSlots());
    fields.put("copiedSlots", row.getCopiedSlots());
    fields.put("documents", row.getDocuments());
    fields.put("bytes", row.getBytes());
    fields.put("documentsPerSecond", row.getDocumentsPerSecond());
    fields.put("etaMillis", row.hasEtaMillis() ? row.getEtaMillis() : "");
    fields.put("waitsFor", row.getWaitsFor());
    return fields;
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
