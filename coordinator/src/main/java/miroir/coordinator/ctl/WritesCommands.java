package miroir.coordinator.ctl;

import java.util.stream.Collectors;
import miroir.proto.admin.FailWriteReply;
import miroir.proto.admin.FailWriteRequest;
import miroir.proto.admin.IndexWritesRow;
import miroir.proto.admin.WriteRow;
import miroir.proto.admin.WritesReply;
import miroir.proto.admin.WritesRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes in flight. */
@Command(
    name = "writes",
    aliases = "write",
    description = "Writes that are under way, and what they wait for.")
final class WritesCommands extends Miroirctl.Group {
  @Command(
      name = "list",
      description = {
        "The oldest writes in flight of every index, and how many there are.",
        "What gateways told last is a second or two old."
      })
  void list(
      @Option(names = "--index", defaultValue = "", description = "only this index") String index,
      @Option(
              names = "--stuck",
              description = "only those older than 30 s, or that wait for a lane that is out")
          boolean stuck) {
    WritesReply reply =
        ctl()
            .calls()
            .call(
                stub ->
                    stub.writesList(
                        WritesRequest.newBuilder().setIndex(index).setStuck(stuck).build()));
    Table table =
        new Table(
            "index",
            "write",
            "task",
            "type",
            "age",
            "ageMillis",
            "stuck",
            "gateway",
            "waitsFor",
            "nodes");
    table.hide("ageMillis", "nodes");
    reply.getWritesList().forEach(write -> add(table, write));
    ctl().print(table);
    if (ctl().printsTables()) {
      String totals =
          reply.getIndexesList().stream()
              .filter(row -> row.getUnregistered() + row.getUnfinished() > 0)
              .map(WritesCommands::total)
              .collect(Collectors.joining("\n"));
      ctl().say(totals.isEmpty() ? "Nothing is in flight." : totals);
    }
  }

  private static void add(Table table, WriteRow write) {
    table.row(
        write.getIndex(),
        write.getSeq(),
        write.hasTaskUid() ? write.getTaskUid() : "",
        write.getKind(),
        Words.time(write.getAgeMillis()),
        write.getAgeMillis(),
        write.getStuck(),
        write.getGateway(),
        write.getWhy(),
        write.getWaitsForList().stream().toList());
  }

  private static String total(IndexWritesRow row) {
    return row.getIndex()
        + ": "
        + row.getUnregistered()
        + " not registered, "
        + row.getUnfinished()
        + " registered and not finished, the oldest for "
        + Words.time(row.getOldestMillis());
  }

  /** Which write. */
  static final class Which {
    @Option(
        names = "--doc-id",
        required = true,
        description = "the oldest write of this document, or of another in its slot")
    String document = "";

    @Option(names = "--task", required = true, description = "the write of this task")
    long task = -1;
  }

  @Command(
      name = "fail",
      description = {
        "Gives a write up: its task is told as failed, with miroir_outcome_unknown.",
        "Copies that have not answered are copied anew, unless they are a shard's last in sync."
      })
  void fail(
      @Option(names = "--index", required = true, description = "the index") String index,
      @ArgGroup(multiplicity = "1") Which which,
      @Option(names = "--reason", required = true, description = "for the task's error")
          String reason,
      @Option(names = "--yes", required = true, description = "you mean it") boolean yes) {
    FailWriteRequest.Builder request =
        FailWriteRequest.newBuilder().setIndex(index).setReason(reason);
    if (which.task >= 0) {
      request.setTaskUid(which.task);
    } else {
      request.setDocId(which.document);
    }
    FailWriteReply reply = ctl().calls().call(stub -> stub.writesFail(request.build()));
    ctl().say("Given up: " + index + ", " + reply.getSaid());
  }
}
