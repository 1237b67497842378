package miroir.coordinator.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.TopologyCommand;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.topology.ConfigKey;
import miroir.topology.Migration;
import miroir.topology.MigrationPhase;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes migrations from phase to phase (protocol.md, Migration). What is committed is all that it
 * knows, so any leader goes on where the last one was; only the rollback window is counted anew,
 * and so is longer after a change of leader, never shorter. The drain and the delta pass are the
 * writer's.
 */
public final class MigrationDriver {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationDriver.class);

  private final Map<Long, Long> activeSinceNanos = new HashMap<>();
  private final Published published;
  private final Proposer proposer;
  private final LongSupplier nanos;

  /** Makes a driver that reads a monotonic clock, in nanoseconds. */
  public MigrationDriver(Published published, Proposer proposer, LongSupplier nanos) {
    this.published = published;
    this.proposer = proposer;
    this.nanos = nanos;
  }

  /** Forgets what an earlier term saw. */
  public void begin() {
    activeSinceNanos.clear();
  }

  /** Looks at every migration once. */
  public void step() {
    State state = published.latest().state();
    activeSinceNanos.keySet().retainAll(state.migrations().keySet());
    for (Migration migration : state.migrations().values()) {
      next(state, migration).ifPresent(command -> propose(migration, command));
    }
  }

  /** Returns whether {@link #step} may have something to do at once. */
  public static boolean hasWork(State state) {
    return state.migrations().values().stream()
        .anyMatch(
            migration ->
                !migration.paused()
                    && (migration.phase() == MigrationPhase.COMPUTING_ASSIGNMENTS
                        || migration.phase() == MigrationPhase.CUTOVER_BEGIN));
  }

  private Optional<Command> next(State state, Migration migration) {
    if (migration.paused()) {
      return Optional.empty();
    }
    return switch (migration.phase()) {
      case DUAL_WRITE ->
          isCopied(state, migration)
              ? Optional.of(advance(migration, following(migration.phase()), ""))
              : Optional.empty();
      case COMPUTING_ASSIGNMENTS, CUTOVER_BEGIN, CUTOVER_ACTIVATE ->
          Optional.of(advance(migration, following(migration.phase()), ""));
      case CUTOVER_CLEANUP -> cleanup(state, migration);
      default -> Optional.empty();
    };
  }

  /** The machine judges it; what it would refuse must not fill the log while much is copied. */
  private static boolean isCopied(State state, Migration migration) {
    var index = state.indexes().get(migration.index());
    return index != null
        && index.members().values().stream()
            .noneMatch(
                member ->
                    member.dirty().intersects(migration.taken(member.node(), index.shards())));
  }

  private static MigrationPhase following(MigrationPhase phase) {
    return MigrationPhase.values()[phase.ordinal() + 1];
  }

  private static Command advance(Migration migration, MigrationPhase to, String note) {
    return new TopologyCommand.AdvanceMigration(migration.id(), migration.phase(), to, 0, 0, note);
  }

  private Optional<Command> cleanup(State state, Migration migration) {
    long now = nanos.getAsLong();
    long since = activeSinceNanos.computeIfAbsent(migration.id(), id -> now);
    long window = ConfigKey.ROLLBACK_WINDOW.millis(state.config());
    if ((now - since) / 1_000_000 < window) {
      return Optional.empty();
    }
    return Optional.of(
        isLeaving(state, migration)
            ? new TopologyCommand.ClearReplicas(migration.id())
            : advance(migration, MigrationPhase.COMPLETE, ""));
  }

  private static boolean isLeaving(State state, Migration migration) {
    var index = state.indexes().get(migration.index());
    return index != null
        && migration.moves().stream()
            .anyMatch(
                move ->
                    index.placement().getOrDefault(move.group(), java.util.List.of()).stream()
                        .skip(move.shard())
                        .limit(1)
                        .flatMap(java.util.List::stream)
                        .anyMatch(replica -> isLeaving(replica, move.from())));
  }

  private static boolean isLeaving(Replica replica, String node) {
    return replica.node().equals(node) && replica.state() == ReplicaState.LEAVING;
  }

  private void propose(Migration migration, Command command) {
    Reply reply = proposer.propose(command).join();
    if (reply instanceof Reply.Accepted
        && command instanceof TopologyCommand.AdvanceMigration advance) {
      LOG.info("migration {} ({}): {}", migration.id(), migration.purpose(), advance.to().label());
    } else if (reply instanceof Reply.Rejected refused
        && refused.reason() == Rejection.INVALID
        && migration.phase() == MigrationPhase.COMPUTING_ASSIGNMENTS) {
      // The placement has changed since it was planned.
      proposer.propose(advance(migration, MigrationPhase.FAILED, refused.detail())).join();
    }
  }
}
