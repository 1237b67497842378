package miroir.coordinator.ctl;

import miroir.proto.admin.Empty;
import miroir.proto.admin.HealthReply;
import miroir.proto.admin.MembersReply;
import picocli.CommandLine.Command;

/** Health and members of the cluster. */
@Command(name = "cluster", description = "Health and coordinators.")
final class ClusterCommands extends Miroirctl.Group {
  @Command(name = "health", description = "Healthy, Degraded or Critical, with reasons.")
  void health() {
    HealthReply reply = ctl().calls().call(stub -> stub.clusterHealth(Empty.getDefaultInstance()));
    Table table = new Table("status", "reason");
    if (reply.getReasonsCount() == 0) {
      table.row(reply.getStatus(), "");
    }
    reply.getReasonsList().forEach(reason -> table.row(reply.getStatus(), reason));
    ctl().print(table);
  }

  @Command(name = "members", description = "Coordinators with role, term and log indexes.")
  void members() {
    MembersReply reply =
        ctl().calls().call(stub -> stub.clusterMembers(Empty.getDefaultInstance()));
    Table table =
        new Table("id", "role", "term", "commitIndex", "appliedIndex", "reachable", "grpc");
    reply
        .getMembersList()
        .forEach(
            member ->
                table.row(
                    member.getId(),
                    member.getRole(),
                    member.getTerm(),
                    member.getCommitIndex(),
                    member.getAppliedIndex(),
                    member.getReachable(),
                    member.getGrpc()));
    ctl().print(table);
  }
}
