package miroir.coordinator;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import miroir.command.Command;
import miroir.config.Config;
import miroir.coordinator.driver.IndexDriver;
import miroir.coordinator.driver.MigrationDriver;
import miroir.coordinator.driver.NodeDriver;
import miroir.coordinator.driver.RebuildDriver;
import miroir.coordinator.driver.SessionDriver;
import miroir.coordinator.driver.SettingsDriver;
import miroir.coordinator.leader.LeaderLoop;
import miroir.coordinator.published.Published;
import miroir.coordinator.raft.Identity;
import miroir.coordinator.raft.RaftEvents;
import miroir.coordinator.raft.RaftNode;
import miroir.coordinator.raft.RaftStatus;
import miroir.coordinator.rpc.GatewayService;
import miroir.coordinator.rpc.Sessions;
import miroir.topology.ConfigKey;
import miroir.topology.Coordinator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a coordinator does while it leads. Polls the peer's own word four times a second: callbacks
 * of Ratis come under locks and late, and an isolated leader under load does not notice that it is
 * one (ratis-guide §5), so it is made to step down here.
 */
final class Leadership implements RaftEvents {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final long QUORUM_SILENCE_MAX_MILLIS = 1_500;

  private final List<String> bugs = new CopyOnWriteArrayList<>();
  private final Config config;
  private final Identity identity;
  private final Published published;
  private List<LeaderLoop> loops = List.of();
  private Runnable begin = () -> {};
  private Runnable end = () -> {};
  private @Nullable LeaderLoop announcing;
  private volatile boolean leading;

  Leadership(Config config, Identity identity, Published published) {
    this.config = config;
    this.identity = identity;
    this.published = published;
  }

  void wire(
      RaftNode raft,
      GatewayService gateways,
      Sessions sessions,
      NodeDriver nodes,
      SessionDriver sessionDriver,
      IndexDriver indexes,
      SettingsDriver settings,
      RebuildDriver rebuilds,
      ScheduledExecutorService clock) {
    LeaderLoop sessionLoop = new LeaderLoop("sessions", Duration.ofMillis(50), sessionDriver::step);
    LeaderLoop nodeLoop = new LeaderLoop("nodes", Duration.ofSeconds(1), nodes::step);
    LeaderLoop indexLoop = new LeaderLoop("indexes", Duration.ofSeconds(1), indexes::step);
    LeaderLoop settingsLoop = new LeaderLoop("settings", Duration.ofSeconds(1), settings::step);
    LeaderLoop rebuildLoop = new LeaderLoop("rebuilds", Duration.ofSeconds(1), rebuilds::step);
    MigrationDriver migrations = new MigrationDriver(published, raft, System::nanoTime);
    LeaderLoop migrationLoop =
        new LeaderLoop("migrations", Duration.ofMillis(200), migrations::step);
    LeaderLoop keyLoop = new LeaderLoop("keys", Duration.ofSeconds(5), nodes::sweepKeys);
    LeaderLoop foundLoop = new LeaderLoop("found", Duration.ofMinutes(1), () -> found(raft));
    loops =
        List.of(
            foundLoop,
            sessionLoop,
            nodeLoop,
            indexLoop,
            settingsLoop,
            rebuildLoop,
            migrationLoop,
            keyLoop);
    begin =
        () -> {
          sessions.begin();
          nodes.begin();
          rebuilds.begin();
          migrations.begin();
        };
    end = () -> gateways.endStreams("this coordinator no longer leads");
    published.onChange(
        () -> {
          sessionLoop.runNow();
          indexLoop.runNow();
          if (MigrationDriver.hasWork(published.latest().state())) {
            migrationLoop.runNow();
          }
        });
    clock.scheduleWithFixedDelay(() -> watch(raft), 50, 100, TimeUnit.MILLISECONDS);
    announcing = new LeaderLoop("announce", Duration.ofSeconds(1), () -> announce(raft));
    announcing.start();
  }

  private void watch(RaftNode raft) {
    try {
      RaftStatus status = raft.status();
      boolean isolated = status.leads() && status.quorumSilenceMillis() > QUORUM_SILENCE_MAX_MILLIS;
      if (isolated) {
        LOG.warn("no majority heard for {} ms: stepping down", status.quorumSilenceMillis());
        raft.stepDown();
      }
      lead(status.leads() && !isolated);
    } catch (RuntimeException e) {
      LOG.warn("watch: {}", e.toString());
    }
  }

  private synchronized void lead(boolean now) {
    if (now == leading) {
      return;
    }
    leading = now;
    LOG.info(now ? "leads" : "leads no more");
    if (now) {
      begin.run();
      loops.forEach(LeaderLoop::start);
    } else {
      loops.forEach(LeaderLoop::stop);
      end.run();
    }
  }

  /** Commits where this coordinator is, so that the others can name it when it leads. */
  private void announce(RaftNode raft) throws IOException {
    Coordinator own =
        new Coordinator(
            identity.peerId(),
            config.text("cluster.admin_listen"),
            config.text("cluster.http_listen"));
    RaftStatus status = raft.status();
    boolean known = own.equals(published.latest().state().coordinators().get(own.id()));
    if (!known && status.alive() && !status.leader().isEmpty()) {
      raft.proposeAnywhere(new Command.AnnounceCoordinator(own.id(), own.grpc(), own.http()));
    }
  }

  /** Names the cluster and seeds its configuration, once. */
  private void found(RaftNode raft) {
    if (!published.latest().state().clusterId().isEmpty()) {
      return;
    }
    // The name comes last: a leader that ends before is followed by one that begins anew.
    for (ConfigKey key : ConfigKey.values()) {
      String value = config.text(key.path());
      if (!value.equals(key.standard())) {
        raft.propose(new Command.SetConfig(key.path(), value)).join();
      }
    }
    raft.propose(new Command.FoundCluster(identity.clusterId().toString())).join();
  }

  synchronized void stop() {
    loops.forEach(LeaderLoop::stop);
    if (announcing != null) {
      announcing.stop();
    }
    leading = false;
  }

  /** Returns whether this coordinator does the leader's duties. */
  boolean leads() {
    return leading;
  }

  List<String> bugs() {
    return List.copyOf(bugs);
  }

  @Override
  public void leaderReady() {
    LOG.debug("leader ready");
  }

  @Override
  public void leaderLost() {
    LOG.debug("leader lost");
  }

  @Override
  public void leaderChanged(String leader) {
    LOG.info("the leader is {}", leader.isEmpty() ? "unknown" : leader);
  }

  @Override
  public void fatal(String what, Throwable cause) {
    LOG.error("FATAL: {}", what, cause);
    // A peer whose log has failed answers nothing true any more (ratis-guide §9).
    Runtime.getRuntime().halt(3);
  }

  @Override
  public void bug(String what) {
    if (bugs.size() < 100) {
      bugs.add(what);
    }
  }
}
