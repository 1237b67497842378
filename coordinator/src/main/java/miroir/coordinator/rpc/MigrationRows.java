package miroir.coordinator.rpc;

import miroir.cluster.SlotSet;
import miroir.machine.State;
import miroir.proto.admin.MigrationRow;
import miroir.proto.admin.MigrationsReply;
import miroir.proto.admin.MoveRow;
import miroir.proto.admin.PhaseRow;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.Migration;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;

/** Migrations as operators see them. Pure. */
final class MigrationRows {
  private MigrationRows() {}

  static MigrationsReply of(State state) {
    MigrationsReply.Builder reply = MigrationsReply.newBuilder();
    state.migrations().values().forEach(one -> reply.addMigrations(row(state, one)));
    return reply.build();
  }

  private static MigrationRow row(State state, Migration migration) {
    MigrationRow.Builder row =
        MigrationRow.newBuilder()
            .setId(migration.id())
            .setPurpose(migration.purpose())
            .setIndex(String.valueOf(new Names(state).of(migration.index())))
            .setPhase(migration.phase().label())
            .setPaused(migration.paused())
            .setDeltaDocuments(migration.deltaDocuments())
            .setNote(migration.note())
            .setWaitsFor(waitsFor(migration));
    for (Move move : migration.moves()) {
      row.addMoves(
          MoveRow.newBuilder()
              .setGroup(move.group())
              .setShard(move.shard())
              .setFrom(move.from())
              .setTo(move.to()));
    }
    migration
        .began()
        .forEach(
            (phase, nanos) ->
                row.addPhases(
                    PhaseRow.newBuilder()
                        .setPhase(phase.label())
                        .setBeganMillis(nanos / 1_000_000)));
    Index index = state.indexes().get(migration.index());
    if (index != null) {
      count(row, index, migration);
    }
    return row.build();
  }

  private static void count(MigrationRow.Builder row, Index index, Migration migration) {
    int slots = 0;
    int clean = 0;
    boolean copied = !migration.phase().isBeforeActivation();
    for (Move move : migration.moves()) {
      if (!move.to().isEmpty()) {
        SlotSet own = SlotSet.ofShard(move.shard(), index.shards());
        Member member = index.members().get(move.to());
        slots += own.size();
        if (copied) {
          clean += own.size();
        } else if (member != null && member.ready()) {
          clean += own.minus(member.dirty()).size();
        }
      }
    }
    boolean begun = migration.phase() != MigrationPhase.COMPUTING_ASSIGNMENTS;
    row.setSlots(slots).setCleanSlots(begun ? clean : 0);
  }

  private static String waitsFor(Migration migration) {
    if (migration.paused()) {
      return "an operator: it is paused";
    }
    return switch (migration.phase()) {
      case COMPUTING_ASSIGNMENTS -> "its turn";
      case DUAL_WRITE -> "slots to be copied";
      case CUTOVER_BEGIN -> "the leader";
      case CUTOVER_DRAINING -> "writes in flight, and the queues of its nodes";
      case CUTOVER_DELTA_PASS -> "old and new to be equal";
      case CUTOVER_ACTIVATE -> "its targets to come in sync";
      case CUTOVER_CLEANUP -> "the rollback window, then the deletion of what was replaced";
      default -> "";
    };
  }
}
