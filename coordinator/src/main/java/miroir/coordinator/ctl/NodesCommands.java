package miroir.coordinator.ctl;

import java.time.Instant;
import java.util.Map;
import miroir.proto.admin.AddNodeRequest;
import miroir.proto.admin.Empty;
import miroir.proto.admin.LaneRow;
import miroir.proto.admin.NodeHealthRow;
import miroir.proto.admin.NodeRequest;
import miroir.proto.admin.NodeRow;
import miroir.proto.admin.NodesHealthReply;
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

  @Command(
      name = "health",
      description = {
        "How every node is: status, replicas, lanes, and how long its queue is.",
        "What gateways told last is a second or two old."
      })
  void health(
      @Option(names = "--detailed", description = "with the lanes that have something to tell")
          boolean detailed) {
    NodesHealthReply reply =
        ctl().calls().call(stub -> stub.nodesHealth(Empty.getDefaultInstance()));
    Table table =
        new Table(
            "id",
            "status",
            "since",
            "inSync",
            "behind",
            "lanesBroken",
            "lanesOut",
            "unfinishedTasks",
            "queueAge",
            "queueAgeMillis",
            "look",
            "detail",
            "lanes");
    table.hide("queueAgeMillis", "lanes");
    reply.getNodesList().forEach(row -> add(table, row));
    ctl().print(table);
    if (detailed && ctl().printsTables()) {
      Table lanes = new Table("node", "index", "lane", "waiting", "unfinishedTasks", "queueAge");
      reply.getNodesList().stream()
          .flatMap(row -> row.getLanesList().stream())
          .forEach(
              lane ->
                  lanes.row(
                      lane.getNode(),
                      lane.getIndex(),
                      lane.getState(),
                      lane.getWaiting(),
                      lane.getUnfinished(),
                      Words.time(lane.getOldestMillis())));
      ctl().say("");
      ctl().print(lanes);
    }
  }

  private static void add(Table table, NodeHealthRow row) {
    NodeRow node = row.getNode();
    table.row(
        node.getId(),
        node.getStatus(),
        row.getSinceMillis() == 0 ? "" : Instant.ofEpochMilli(row.getSinceMillis()).toString(),
        node.getReplicasInSync(),
        node.getReplicas() - node.getReplicasInSync(),
        row.getLanesBroken(),
        row.getLanesOut(),
        row.getUnfinishedTasks(),
        Words.time(row.getQueueAgeMillis()),
        row.getQueueAgeMillis(),
        row.hasLookMillis() ? row.getLookMillis() + " ms" : "no answer",
        node.getDetail(),
        row.getLanesList().stream().map(NodesCommands::lane).toList());
  }

  private static Map<String, Object> lane(LaneRow lane) {
    return Map.of(
        "index", lane.getIndex(),
        "state", lane.getState(),
        "waiting", lane.getWaiting(),
        "unfinishedTasks", lane.getUnfinished(),
        "queueAgeMillis", lane.getOldestMillis());
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

  @Command(
      name = "drain",
      description = {
        "Moves every replica off a node; no new one is placed there.",
        "`nodes set --id NODE --capacity N` lets it hold replicas again."
      })
  void drain(
      @Option(names = "--node", required = true, description = "its id") String node,
      @Option(names = "--dry-run", description = "only says what would move") boolean dryRun) {
    NodeRequest request = NodeRequest.newBuilder().setId(node).setDryRun(dryRun).build();
    RebalanceCommands.print(ctl(), ctl().calls().call(stub -> stub.nodesDrain(request)));
  }

  @Command(
      name = "set",
      description = "Sets a node's weight, and lets it hold replicas; rebalance start moves them.")
  void set(
      @Option(names = "--id", required = true, description = "its id") String id,
      @Option(names = "--capacity", defaultValue = "1", description = "relative weight")
          int capacity) {
    AddNodeRequest request = AddNodeRequest.newBuilder().setId(id).setCapacity(capacity).build();
    ctl().calls().call(stub -> stub.nodesSet(request));
    ctl().say("Node set: " + id);
  }

  @Command(name = "remove", description = "Removes a drained node.")
  void remove(@Option(names = "--node", required = true, description = "its id") String node) {
    ctl().calls().call(stub -> stub.nodesRemove(NodeRequest.newBuilder().setId(node).build()));
    ctl().say("Node removed: " + node);
  }
}
