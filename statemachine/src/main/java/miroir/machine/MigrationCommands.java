package miroir.machine;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Rejection;
import miroir.command.TopologyCommand;
import miroir.topology.ConfigKey;
import miroir.topology.ConfigRules;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Migration;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;
import miroir.topology.Node;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/** Migrations: every step is committed here, and is done once (protocol.md, Migration). */
final class MigrationCommands {
  private MigrationCommands() {}

  static Applied start(State state, TopologyCommand.StartMigration command, long atNanos) {
    Index index = state.indexes().get(command.index());
    if (index == null || TaskWork.nameOf(state.names(), command.index()) == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no index " + command.index());
    }
    Optional<String> unsafe = ConfigRules.unsafe(state.config());
    if (unsafe.isPresent()) {
      return Applied.refused(state, Rejection.INVALID, unsafe.get());
    }
    Set<String> seen = new HashSet<>();
    for (Move move : command.moves()) {
      String wrong = wrong(state, index, move);
      if (wrong != null || !seen.add(move.group() + "/" + move.shard() + "/" + move.to())) {
        return Applied.refused(state, Rejection.INVALID, wrong != null ? wrong : "a move twice");
      }
      if (isOnTheMove(state, index.id(), move)) {
        return Applied.refused(
            state, Rejection.EXISTS, "shard " + move.shard() + " is on the move already");
      }
    }
    if (command.moves().isEmpty()) {
      return Applied.refused(state, Rejection.INVALID, "nothing is to be moved");
    }
    StateBuilder next = state.change();
    long id = next.nextMigrationId++;
    boolean skips = Boolean.parseBoolean(value(state, ConfigKey.SKIP_DELTA_PASS));
    next.put(Migration.planned(id, command.purpose(), index.id(), command.moves(), skips, atNanos));
    forgetOldest(next);
    return Applied.done(next, id);
  }

  private static String value(State state, ConfigKey key) {
    return state.config().getOrDefault(key.path(), key.standard());
  }

  private static @Nullable String wrong(State state, Index index, Move move) {
    if (move.shard() < 0 || move.shard() >= index.shards()) {
      return "no shard " + move.shard();
    }
    if (move.from().isEmpty() && move.to().isEmpty()) {
      return "a move from nowhere to nowhere";
    }
    if (!move.from().isEmpty()) {
      Replica from = Cutover.replica(index, move.group(), move.shard(), move.from());
      if (from == null || !from.state().isOwn()) {
        return move.from() + " has no copy of shard " + move.shard() + " to give";
      }
    }
    if (!move.to().isEmpty()) {
      Node node = state.nodes().get(move.to());
      if (node == null || !node.group().equals(move.group())) {
        return "no node " + move.to() + " in group " + move.group();
      }
      if (Cutover.replica(index, move.group(), move.shard(), move.to()) != null) {
        return move.to() + " has a copy of shard " + move.shard() + " already";
      }
    }
    return null;
  }

  private static boolean isOnTheMove(State state, long index, Move move) {
    return state.migrations().values().stream()
        .filter(other -> other.index() == index && !other.phase().isOver())
        .flatMap(other -> other.moves().stream())
        .anyMatch(other -> other.group().equals(move.group()) && other.shard() == move.shard());
  }

  private static void forgetOldest(StateBuilder next) {
    TreeMap<Long, Migration> kept = new TreeMap<>(next.migrations);
    for (Migration migration : next.migrations.values()) {
      if (kept.size() > Limits.MIGRATIONS && migration.phase().isOver()) {
        kept.remove(migration.id());
      }
    }
    next.migrations = Sorted.copyOf(kept);
  }

  static Applied advance(State state, TopologyCommand.AdvanceMigration command, long atNanos) {
    Migration migration = state.migrations().get(command.migration());
    Index index = migration == null ? null : state.indexes().get(migration.index());
    if (migration == null || index == null) {
      return Applied.refused(
          state, Rejection.NOT_FOUND, "no migration " + command.migration() + " of an index");
    }
    if (migration.phase() != command.from()) {
      return Applied.refused(
          state, Rejection.STALE, "its phase is " + migration.phase().label() + " by now");
    }
    boolean givenUp =
        command.to() == MigrationPhase.ABORTED || command.to() == MigrationPhase.FAILED;
    if (!givenUp && !isNext(migration, command.to())) {
      return Applied.refused(
          state,
          Rejection.INVALID,
          command.to().label() + " does not follow " + command.from().label());
    }
    if (givenUp && !migration.phase().isBeforeActivation()) {
      return Applied.refused(
          state, Rejection.INVALID, "it is active: it can be reverted, not aborted");
    }
    if (migration.paused() && !givenUp) {
      return Applied.refused(state, Rejection.NOT_READY, "it is paused");
    }
    Lease lease = state.leases().getOrDefault(index.id(), Lease.NONE);
    boolean stale = !lease.held() || lease.epoch() != command.leaseEpoch();
    if (!givenUp && isWritersWord(command.from()) && stale) {
      return Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch());
    }
    return moved(state, command, migration, index, atNanos);
  }

  private static boolean isNext(Migration migration, MigrationPhase to) {
    MigrationPhase after =
        migration.phase() == MigrationPhase.CUTOVER_DRAINING && migration.skipsDeltaPass()
            ? MigrationPhase.CUTOVER_ACTIVATE
            : MigrationPhase.values()[migration.phase().ordinal() + 1];
    return !migration.phase().isOver() && to == after;
  }

  /** Whether only the index's writer can know that a phase is over. */
  private static boolean isWritersWord(MigrationPhase phase) {
    return phase == MigrationPhase.CUTOVER_DRAINING || phase == MigrationPhase.CUTOVER_DELTA_PASS;
  }

  private static Applied moved(
      State state,
      TopologyCommand.AdvanceMigration command,
      Migration migration,
      Index index,
      long atNanos) {
    Index next = index;
    switch (command.to()) {
      case DUAL_WRITE -> {
        int most = Integer.parseInt(value(state, ConfigKey.MAX_MIGRATIONS));
        if (running(state) >= most) {
          return Applied.refused(state, Rejection.NOT_READY, most + " migrations are under way");
        }
        for (Move move : migration.moves()) {
          String wrong = wrong(state, index, move);
          if (wrong != null) {
            return Applied.refused(state, Rejection.INVALID, wrong);
          }
        }
        next = Cutover.begun(index, migration);
      }
      case CUTOVER_BEGIN -> {
        String lack = Cutover.lack(index, migration);
        if (lack != null) {
          return Applied.refused(state, Rejection.NOT_READY, lack);
        }
      }
      case CUTOVER_ACTIVATE -> {
        String lack = Cutover.lack(index, migration);
        Index activating = lack != null ? null : Cutover.activating(index, migration);
        if (activating == null) {
          return Applied.refused(
              state, Rejection.NOT_READY, lack != null ? lack : "it would be a shard's last copy");
        }
        next = activating;
      }
      case CUTOVER_CLEANUP -> {
        if (!Cutover.isActivated(index, migration)) {
          return Applied.refused(state, Rejection.NOT_READY, "a target is not in sync");
        }
      }
      case COMPLETE -> {
        if (!Cutover.isCleared(index, migration)) {
          return Applied.refused(state, Rejection.NOT_READY, "documents are left where they were");
        }
      }
      case ABORTED, FAILED -> next = Cutover.givenUp(index, migration);
      default -> {}
    }
    StateBuilder builder =
        state
            .change()
            .put(next)
            .put(migration.in(command.to(), atNanos, command.deltaDocuments(), command.note()));
    return Applied.done(builder.rerouted());
  }

  private static long running(State state) {
    return state.migrations().values().stream()
        .filter(
            migration ->
                migration.phase().compareTo(MigrationPhase.DUAL_WRITE) >= 0
                    && migration.phase().compareTo(MigrationPhase.CUTOVER_CLEANUP) < 0)
        .count();
  }

  static Applied pause(State state, TopologyCommand.PauseMigration command) {
    Migration migration = state.migrations().get(command.migration());
    if (migration == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no migration " + command.migration());
    }
    if (!migration.phase().isBeforeActivation()) {
      return Applied.refused(
          state, Rejection.INVALID, "its phase is " + migration.phase().label() + " by now");
    }
    Optional<String> unsafe =
        command.paused() ? Optional.empty() : ConfigRules.unsafe(state.config());
    return unsafe.isPresent()
        ? Applied.refused(state, Rejection.INVALID, unsafe.get())
        : Applied.done(state.change().put(migration.paused(command.paused())).rerouted());
  }

  static Applied clear(State state, TopologyCommand.ClearReplicas command) {
    Migration migration = state.migrations().get(command.migration());
    Index index = migration == null ? null : state.indexes().get(migration.index());
    if (migration == null || index == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no migration " + command.migration());
    }
    if (migration.phase() != MigrationPhase.CUTOVER_CLEANUP) {
      return Applied.refused(
          state, Rejection.STALE, "its phase is " + migration.phase().label() + " by now");
    }
    if (Retreats.unaware(state, index).isPresent()) {
      return Applied.refused(state, Rejection.NOT_READY, "a gateway may still read there");
    }
    for (Move move : migration.moves()) {
      Replica to = Cutover.replica(index, move.group(), move.shard(), move.to());
      boolean there = to != null && to.state() == ReplicaState.IN_SYNC;
      if (move.to().isEmpty() ? !index.hasInSync(move.shard()) : !there) {
        return Applied.refused(
            state, Rejection.NOT_READY, "shard " + move.shard() + " is not in sync where it went");
      }
    }
    return Applied.done(state.change().put(Cutover.clearing(index, migration)).rerouted());
  }

  static Applied forget(State state, TopologyCommand.ForgetReplicas command) {
    Index index = state.indexes().get(command.index());
    Applied refusal =
        MemberCommands.refusal(state, index, command.index(), command.leaseEpoch(), command.node());
    if (refusal != null || index == null) {
      return refusal != null ? refusal : Applied.refused(state, Rejection.NOT_FOUND, "no index");
    }
    // Without a word of deletion only a member may go that has nothing else: its index goes, too.
    if (command.slots().equals(SlotSet.ALL) && !Cutover.isWhollyCleared(index, command.node())) {
      return Applied.refused(state, Rejection.STALE, command.node() + " has other replicas");
    }
    Index next = Cutover.forgotten(index, command.node(), command.slots());
    return Applied.done(state.change().put(next).rerouted());
  }

  /** An index is deleted: what was to be moved of it is not. */
  static void abortAll(StateBuilder next, long index, long atNanos) {
    for (Migration migration : next.migrations.values()) {
      if (migration.index() == index && !migration.phase().isOver()) {
        next.put(migration.in(MigrationPhase.ABORTED, atNanos, 0, "the index was deleted"));
      }
    }
  }
}
