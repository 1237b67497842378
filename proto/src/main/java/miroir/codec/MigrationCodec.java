package miroir.codec;

import java.util.List;
import java.util.TreeMap;
import miroir.cluster.Sorted;
import miroir.command.TopologyCommand;
import miroir.routing.RoutingView.Cutover;
import miroir.topology.Migration;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;

/** Migrations ⇄ messages. Stateless. */
final class MigrationCodec {
  private MigrationCodec() {}

  static miroir.proto.log.Move encode(Move move) {
    return miroir.proto.log.Move.newBuilder()
        .setGroup(move.group())
        .setShard(move.shard())
        .setFrom(move.from())
        .setTo(move.to())
        .build();
  }

  static List<Move> moves(List<miroir.proto.log.Move> messages) {
    return messages.stream()
        .map(m -> new Move(m.getGroup(), m.getShard(), m.getFrom(), m.getTo()))
        .toList();
  }

  static miroir.proto.log.Migration encode(Migration migration) {
    var m =
        miroir.proto.log.Migration.newBuilder()
            .setId(migration.id())
            .setPurpose(migration.purpose())
            .setIndex(migration.index())
            .setPhaseValue(migration.phase().ordinal())
            .setPaused(migration.paused())
            .setSkipsDeltaPass(migration.skipsDeltaPass())
            .setDeltaDocuments(migration.deltaDocuments())
            .setNote(migration.note());
    migration.moves().forEach(move -> m.addMoves(encode(move)));
    migration.began().forEach((phase, nanos) -> m.putBegan(phase.ordinal(), nanos));
    return m.build();
  }

  static Migration decode(miroir.proto.log.Migration m) {
    TreeMap<MigrationPhase, Long> began = new TreeMap<>();
    m.getBeganMap().forEach((phase, nanos) -> began.put(phase(phase), nanos));
    return new Migration(
        m.getId(),
        m.getPurpose(),
        m.getIndex(),
        moves(m.getMovesList()),
        phase(m.getPhaseValue()),
        m.getPaused(),
        m.getSkipsDeltaPass(),
        Sorted.copyOf(began),
        m.getDeltaDocuments(),
        m.getNote());
  }

  private static MigrationPhase phase(int number) {
    return MigrationPhase.values()[number];
  }

  static miroir.proto.log.StartMigration.Builder encode(TopologyCommand.StartMigration c) {
    var m =
        miroir.proto.log.StartMigration.newBuilder().setPurpose(c.purpose()).setIndex(c.index());
    c.moves().forEach(move -> m.addMoves(encode(move)));
    return m;
  }

  static TopologyCommand.StartMigration decode(miroir.proto.log.StartMigration m) {
    return new TopologyCommand.StartMigration(
        m.getPurpose(), m.getIndex(), moves(m.getMovesList()));
  }

  static miroir.proto.log.AdvanceMigration.Builder encode(TopologyCommand.AdvanceMigration c) {
    return miroir.proto.log.AdvanceMigration.newBuilder()
        .setMigration(c.migration())
        .setFromValue(c.from().ordinal())
        .setToValue(c.to().ordinal())
        .setLeaseEpoch(c.leaseEpoch())
        .setDeltaDocuments(c.deltaDocuments())
        .setNote(c.note());
  }

  static TopologyCommand.AdvanceMigration decode(miroir.proto.log.AdvanceMigration m) {
    return new TopologyCommand.AdvanceMigration(
        m.getMigration(),
        phase(m.getFromValue()),
        phase(m.getToValue()),
        m.getLeaseEpoch(),
        m.getDeltaDocuments(),
        m.getNote());
  }

  static miroir.proto.session.Cutover encode(Cutover cutover) {
    var m =
        miroir.proto.session.Cutover.newBuilder()
            .setMigration(cutover.migration())
            .setPhaseValue(cutover.phase().ordinal())
            .setSkipsDeltaPass(cutover.skipsDeltaPass());
    cutover.moves().forEach(move -> m.addMoves(encode(move)));
    return m.build();
  }

  static Cutover decode(miroir.proto.session.Cutover m) {
    return new Cutover(
        m.getMigration(), phase(m.getPhaseValue()), m.getSkipsDeltaPass(), moves(m.getMovesList()));
  }
}
