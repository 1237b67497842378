package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import miroir.command.Command;
import miroir.command.OperationId;
import miroir.command.Reply;
import miroir.coordinator.Proposer;
import miroir.coordinator.driver.IndexDriver;
import miroir.coordinator.driver.MigrationDriver;
import miroir.coordinator.driver.NodeDriver;
import miroir.coordinator.driver.RebuildDriver;
import miroir.coordinator.driver.SessionDriver;
import miroir.coordinator.node.NodeControl.NodeProblem;
import miroir.coordinator.node.NodeControls;
import miroir.coordinator.published.Published;
import miroir.coordinator.rpc.Sessions;
import miroir.machine.State;
import miroir.topology.Lease;

/** One coordinator: the real drivers and book of sessions, on a simulated host over the log. */
final class Coordinator implements Proposer {
  private static final long SESSIONS_MILLIS = 200;
  private static final long NODES_MILLIS = 1_000;
  private static final long INDEXES_MILLIS = 1_000;
  private static final long REBUILDS_MILLIS = 1_000;
  private static final long MIGRATIONS_MILLIS = 1_000;

  private final Published published = new Published();
  private final List<ServerStream> streams = new ArrayList<>();
  private final Host host;
  private final SimLog log;
  private final Batons batons;
  private final Sessions sessions;
  private final List<Duty> duties;
  private final NodeDriver nodes;
  private final RebuildDriver rebuilds;
  private final MigrationDriver migrations;
  private boolean leads;
  private boolean isolated;
  private long number;

  /** Work that a leader does again and again, as {@code LeaderLoop} does. */
  private final class Duty {
    private final Runnable step;
    private final long periodMillis;
    private boolean running;
    private boolean nudged;
    private long turn;

    Duty(long periodMillis, Runnable step) {
      this.periodMillis = periodMillis;
      this.step = step;
    }

    void begin() {
      turn++;
      running = false;
      run(turn);
    }

    void nudge() {
      if (leads && !running) {
        turn++;
        long mine = turn;
        host.after(50_000, () -> run(mine));
      } else {
        nudged = true;
      }
    }

    private void run(long mine) {
      if (!leads || mine != turn) {
        return;
      }
      running = true;
      nudged = false;
      batons.start(
          host,
          () -> {
            try {
              step.run();
            } catch (CompletionException | NodeProblem failed) {
              // As LeaderLoop does: the next step tries again.
            }
            if (mine == turn) {
              running = false;
              host.afterMillis(nudged ? 0 : periodMillis, () -> run(mine));
            }
          });
    }
  }

  Coordinator(Host host, SimLog log, Batons batons, NodeControls controls) {
    this.host = host;
    this.log = log;
    this.batons = batons;
    this.sessions = new Sessions(host::nanos);
    SessionDriver sessionDriver = new SessionDriver(published, this, sessions, host::nanos);
    this.nodes = new NodeDriver(published, this, controls, batons.together(host), host::nanos);
    this.rebuilds = new RebuildDriver(published, this, host::nanos);
    IndexDriver indexes =
        new IndexDriver(published, this, controls, batons.together(host), host::nanos);
    this.migrations = new MigrationDriver(published, this, host::nanos);
    Duty migrationDuty = new Duty(MIGRATIONS_MILLIS, migrations::step);
    Duty sessionDuty = new Duty(SESSIONS_MILLIS, sessionDriver::step);
    Duty indexDuty = new Duty(INDEXES_MILLIS, indexes::step);
    duties =
        List.of(
            sessionDuty,
            new Duty(NODES_MILLIS, nodes::step),
            indexDuty,
            new Duty(REBUILDS_MILLIS, rebuilds::step),
            migrationDuty,
            new Duty(5_000, nodes::sweepKeys));
    published.onChange(
        () -> {
          if (leads) {
            if (hasFreeLease(published.latest().state())) {
              sessionDuty.nudge();
            }
            if (MigrationDriver.hasWork(published.latest().state())) {
              migrationDuty.nudge();
            }
            if (hasUnmade(published.latest().state())) {
              indexDuty.nudge();
            }
            List.copyOf(streams).forEach(ServerStream::changed);
          }
        });
  }

  /** The steps of drivers that have nothing to do are left out, to save the time of the baton. */
  private static boolean hasFreeLease(State state) {
    return state.names().values().stream()
        .anyMatch(id -> !state.leases().getOrDefault(id, Lease.NONE).held());
  }

  private static boolean hasUnmade(State state) {
    return state.indexes().values().stream()
        .anyMatch(
            index ->
                !state.names().containsValue(index.id())
                    || !index.created()
                    || index.members().values().stream().anyMatch(member -> !member.ready()));
  }

  Host host() {
    return host;
  }

  Published published() {
    return published;
  }

  Sessions sessions() {
    return sessions;
  }

  /** Returns whether it believes to lead. */
  boolean leads() {
    return leads;
  }

  boolean isolated() {
    return isolated;
  }

  /** Cuts it off from the other coordinators, or joins it to them again. */
  void isolate(boolean now) {
    isolated = now;
    if (!now) {
      published.publish(log.term(), log.index(), log.state());
    }
  }

  /** Begins or ends a term, as far as it knows. */
  void lead(boolean now) {
    if (now == leads) {
      return;
    }
    leads = now;
    if (now) {
      sessions.begin();
      nodes.begin();
      rebuilds.begin();
      migrations.begin();
      duties.forEach(Duty::begin);
    } else {
      List.copyOf(streams).forEach(ServerStream::end);
    }
  }

  void joined(ServerStream stream) {
    streams.add(stream);
  }

  void left(ServerStream stream) {
    streams.remove(stream);
  }

  @Override
  public CompletableFuture<Reply> propose(Command command) {
    return propose(
        new OperationId("coordinator-" + host.name() + "-" + host.life(), ++number), command);
  }

  @Override
  public CompletableFuture<Reply> propose(OperationId id, Command command) {
    CompletableFuture<Reply> reply = new Waited();
    log.propose(this, id, command)
        .whenComplete(
            (value, failure) -> {
              if (failure != null) {
                reply.completeExceptionally(failure);
              } else {
                reply.complete(value);
              }
            });
    return reply;
  }

  /** A future that hands the baton back while it is waited for. */
  private final class Waited extends CompletableFuture<Reply> {
    @Override
    public Reply join() {
      return isDone() ? super.join() : batons.await(this);
    }
  }
}
