package miroir.coordinator.ctl;

import java.time.Instant;
import miroir.proto.admin.Empty;
import miroir.proto.admin.MigrationRequest;
import miroir.proto.admin.MigrationRow;
import miroir.proto.admin.MigrationsReply;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Migrations: data on its way from node to node. */
@Command(
    name = "migrations",
    aliases = "migration",
    description = "Data that moves, or has moved, from node to node.")
final class MigrationsCommands extends Miroirctl.Group {
  @Command(name = "list", description = "Every migration and its phase; those that ended, too.")
  void list() {
    Table table =
        new Table("id", "purpose", "index", "phase", "moves", "copied", "differed", "waitsFor");
    for (MigrationRow row : all().getMigrationsList()) {
      table.row(
          row.getId(),
          row.getPurpose(),
          row.getIndex(),
          row.getPhase(),
          row.getMovesCount(),
          Words.bar(row.getCleanSlots(), row.getSlots()),
          row.getDeltaDocuments(),
          row.getWaitsFor());
    }
    ctl().print(table);
  }

  private MigrationsReply all() {
    return ctl().calls().call(stub -> stub.migrationsList(Empty.getDefaultInstance()));
  }

  @Command(name = "show", description = "One migration: its moves, its phases and their times.")
  void show(@Parameters(paramLabel = "ID", description = "the migration") long id) {
    MigrationRow row =
        all().getMigrationsList().stream()
            .filter(one -> one.getId() == id)
            .findFirst()
            .orElseThrow(() -> new CommandLine.ExecutionException(line(), "no migration " + id));
    Table table = new Table("id", "purpose", "index", "phase", "differed", "note", "waitsFor");
    table.row(
        row.getId(),
        row.getPurpose(),
        row.getIndex(),
        row.getPhase(),
        row.getDeltaDocuments(),
        row.getNote(),
        row.getWaitsFor());
    ctl().print(table);
    if (ctl().printsTables()) {
      Table phases = new Table("phase", "began");
      row.getPhasesList()
          .forEach(
              phase ->
                  phases.row(
                      phase.getPhase(), Instant.ofEpochMilli(phase.getBeganMillis()).toString()));
      ctl().say("");
      ctl().print(phases);
      Table moves = new Table("shard", "group", "from", "to");
      row.getMovesList()
          .forEach(
              move -> moves.row(move.getShard(), move.getGroup(), move.getFrom(), move.getTo()));
      ctl().say("");
      ctl().print(moves);
    }
  }

  private CommandLine line() {
    return spec == null ? new CommandLine(this) : spec.commandLine();
  }

  @Command(name = "wait", description = "Waits until no migration is under way; shows how far.")
  int await(
      @Option(names = "--active", description = "only until all are active, not cleaned up")
          boolean active)
      throws InterruptedException {
    MigrationsWait wait =
        new MigrationsWait(this::all, ctl()::printRaw, ShardsWait.onTerminal(), active);
    return wait.await() ? 0 : 1;
  }

  @Command(name = "pause", description = "Lets a migration wait; only before it is active.")
  void pause(@Parameters(paramLabel = "ID", description = "the migration") long id) {
    ctl().calls().call(stub -> stub.migrationsPause(request(id)));
    ctl().say("Migration paused: ID=" + id);
  }

  @Command(name = "resume", description = "Lets a paused migration go on.")
  void resume(@Parameters(paramLabel = "ID", description = "the migration") long id) {
    ctl().calls().call(stub -> stub.migrationsResume(request(id)));
    ctl().say("Migration goes on: ID=" + id);
  }

  @Command(
      name = "abort",
      description = "Gives a migration up; nothing has moved. Only before it is active.")
  void abort(@Parameters(paramLabel = "ID", description = "the migration") long id) {
    ctl().calls().call(stub -> stub.migrationsAbort(request(id)));
    ctl().say("Migration aborted: ID=" + id);
  }

  private static MigrationRequest request(long id) {
    return MigrationRequest.newBuilder().setId(id).build();
  }
}
