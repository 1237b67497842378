package miroir.coordinator.ctl;

import miroir.proto.admin.AddNodeRequest;
import miroir.proto.admin.Empty;
import miroir.proto.admin.NodeRequest;
import miroir.proto.admin.NodesReply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Nodes. */
@Command(
    name = "nodes",
    aliases = "node",
    description = "Meilisearch servers that store documents.")
final class NodesCommands extends Miroirctl.Group {
  @Command(name = "list", description = "Status and replicas of every node.")
  void list() {
    NodesReply reply = ctl().calls().call(stub -> stub.nodesList(Empty.getDefaultInstance()));
    Table table =
        new Table("id", "url", "group", "capacity", "status", "replicas", "inSync", "detail");
    reply
        .getNodesList()
        .forEach(
            node ->
                table.row(
                    node.getId(),
                    node.getUrl(),
                    node.getGroup(),
                    node.getCapacity(),
                    node.getStatus(),
                    node.getReplicas(),
                    node.getReplicasInSync(),
                    node.getDetail()));
    ctl().print(table);
  }

  @Command(name = "add", description = "Registers a node; new indexes are placed on it.")
  void add(
      @Option(names = "--id", required = true, description = "a name, unique") String id,
      @Option(names = "--url", required = true, description = "base URL") String url,
      @Option(names = "--group", defaultValue = "default", description = "replica group")
          String group,
      @Option(names = "--capacity", defaultValue = "1", description = "relative weight")
          int capacity) {
    ctl()
        .calls()
        .call(
            stub ->
                stub.nodesAdd(
                    AddNodeRequest.newBuilder()
                        .setId(id)
                        .setUrl(url)
                        .setGroup(group)
                        .setCapacity(capacity)
                        .build()));
    ctl().say("Node registered: " + id);
  }

  @Command(name = "drain", description = "Moves every replica off a node.")
  void drain(@Option(names = "--node", required = true) String node) {
    ctl().calls().call(stub -> stub.nodesDrain(NodeRequest.newBuilder().setId(node).build()));
  }

  @Command(name = "remove", description = "Removes a drained node.")
  void remove(@Option(names = "--node", required = true) String node) {
    ctl().calls().call(stub -> stub.nodesRemove(NodeRequest.newBuilder().setId(node).build()));
  }
}
