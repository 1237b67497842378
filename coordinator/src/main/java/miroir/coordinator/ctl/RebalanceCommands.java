package miroir.coordinator.ctl;

import miroir.proto.admin.PlanReply;
import miroir.proto.admin.PlanRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every node its share. */
@Command(
    name = "rebalance",
    description = "Brings replicas to the nodes that should hold them, moving as few as can be.")
final class RebalanceCommands extends Miroirctl.Group {
  @Command(name = "plan", description = "What would move; nothing does.")
  void plan(
      @Option(names = "--index", defaultValue = "", description = "only this one") String index) {
    print(ctl(), ask(index, true));
  }

  @Command(name = "start", description = "Begins to move it.")
  void start(
      @Option(names = "--index", defaultValue = "", description = "only this one") String index) {
    print(ctl(), ask(index, false));
  }

  private PlanReply ask(String index, boolean dryRun) {
    return ctl()
        .calls()
        .call(
            stub ->
                stub.rebalance(PlanRequest.newBuilder().setIndex(index).setDryRun(dryRun).build()));
  }

  /** Says what moves, or would. */
  static void print(Miroirctl ctl, PlanReply reply) {
    reply.getWarningsList().forEach(warning -> System.err.println("warning: " + warning));
    Table table = new Table("index", "migration", "moves", "shards", "slots", "nodes");
    reply
        .getRowsList()
        .forEach(
            row ->
                table.row(
                    row.getIndex(),
                    row.getMigration() == 0 ? "" : row.getMigration(),
                    row.getMoves(),
                    row.getShards(),
                    row.getSlots(),
                    String.join(", ", row.getNodesList())));
    if (ctl.printsTables() && reply.getRowsCount() == 0) {
      ctl.say("Nothing is to be moved.");
      return;
    }
    ctl.print(table);
    if (ctl.printsTables()) {
      reply.getRowsList().stream()
          .filter(row -> row.getMigration() > 0)
          .forEach(row -> ctl.say("Migration started: ID=" + row.getMigration()));
    }
  }
}
