package miroir.coordinator.ctl;

import miroir.proto.admin.CreateIndexRequest;
import miroir.proto.admin.Empty;
import miroir.proto.admin.IndexesReply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Indexes. */
@Command(
    name = "indexes",
    aliases = "index",
    description = "Clients' indexes and who writes to them.")
final class IndexesCommands extends Miroirctl.Group {
  @Command(name = "list", description = "Every index.")
  void list() {
    IndexesReply reply = ctl().calls().call(stub -> stub.indexesList(Empty.getDefaultInstance()));
    Table table = new Table("uid", "id", "primaryKey", "shards", "copies", "writer", "leaseEpoch");
    reply
        .getIndexesList()
        .forEach(
            index ->
                table.row(
                    index.getUid(),
                    index.getId(),
                    index.getPrimaryKey(),
                    index.getShards(),
                    index.getCopies(),
                    index.getWriter(),
                    index.getLeaseEpoch()));
    ctl().print(table);
  }

  @Command(name = "create", description = "Makes an index with its own shards and copies.")
  void create(
      @Option(names = "--uid", required = true) String uid,
      @Option(names = "--shards", defaultValue = "0", description = "a power of two") int shards,
      @Option(names = "--copies", defaultValue = "0", description = "per replica group")
          int copies) {
    ctl()
        .calls()
        .call(
            stub ->
                stub.indexesCreate(
                    CreateIndexRequest.newBuilder()
                        .setUid(uid)
                        .setShards(shards)
                        .setCopies(copies)
                        .build()));
    ctl().say("Index created: " + uid);
  }
}
