package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import miroir.command.Command;
import miroir.command.TopologyCommand;
import miroir.topology.Index;
import miroir.topology.Migration;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;
import miroir.topology.Replica;

/** The operator who moves replicas about, and changes his mind. */
final class Movers {
  private static final String GROUP = "default";

  private final World world;

  Movers(World world) {
    this.world = world;
  }

  /** Moves some replicas of an index; which ones, the number decides. */
  void move(String uid, long number) {
    Long id = world.state().names().get(uid);
    Index index = id == null ? null : world.state().indexes().get(id);
    Random random = new Random(number * 0x2545F4914F6CDD1DL + 5);
    List<Move> moves = new ArrayList<>();
    for (int shard = 0; index != null && shard < index.shards(); shard++) {
      if (moves.isEmpty() || random.nextBoolean()) {
        List<Replica> row = Objects.requireNonNull(index.placement().get(GROUP)).get(shard);
        add(moves, shard, row, random);
      }
    }
    if (index != null && !moves.isEmpty()) {
      propose(new TopologyCommand.StartMigration("a drill", index.id(), moves));
    }
  }

  private void add(List<Move> moves, int shard, List<Replica> row, Random random) {
    List<String> own = row.stream().filter(one -> one.state().isOwn()).map(Replica::node).toList();
    List<String> free =
        world.nodes().stream()
            .map(node -> node.host().name())
            .filter(name -> row.stream().noneMatch(one -> one.node().equals(name)))
            .toList();
    String from = own.isEmpty() ? "" : own.get(random.nextInt(own.size()));
    String to = free.isEmpty() ? "" : free.get(random.nextInt(free.size()));
    int kind = random.nextInt(6);
    if (kind == 0 && !to.isEmpty()) {
      moves.add(new Move(GROUP, shard, "", to));
    } else if (kind == 1 && own.size() > 1) {
      moves.add(new Move(GROUP, shard, from, ""));
    } else if (!from.isEmpty() && !to.isEmpty()) {
      moves.add(new Move(GROUP, shard, from, to));
    }
  }

  /** Aborts what can be aborted. */
  void abort() {
    for (Migration migration : world.state().migrations().values()) {
      if (migration.phase().isBeforeActivation()) {
        propose(
            new TopologyCommand.AdvanceMigration(
                migration.id(), migration.phase(), MigrationPhase.ABORTED, 0, 0, "a drill"));
      }
    }
  }

  /** Pauses what can be paused, and lets it go on later. */
  void pause(long millis) {
    for (Migration migration : world.state().migrations().values()) {
      if (migration.phase().isBeforeActivation()) {
        propose(new TopologyCommand.PauseMigration(migration.id(), true));
      }
    }
    new Host(world.time(), "operator").afterMillis(millis, this::resume);
  }

  /** Lets everything go on. */
  void resume() {
    for (Migration migration : world.state().migrations().values()) {
      if (migration.paused()) {
        propose(new TopologyCommand.PauseMigration(migration.id(), false));
      }
    }
  }

  /** Returns which migration has not ended, or empty. */
  String unfinished() {
    for (Migration migration : world.state().migrations().values()) {
      if (!migration.phase().isOver()) {
        return "migration " + migration.id() + " is in " + migration.phase().label();
      }
    }
    return "";
  }

  private void propose(Command command) {
    Coordinator leader = world.log().leader();
    if (leader != null && leader.leads()) {
      leader.propose(command);
    }
  }
}
