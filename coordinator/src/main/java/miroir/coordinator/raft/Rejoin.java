package miroir.coordinator.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import miroir.config.ConfigProblem;
import miroir.coordinator.Limits;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back a peer that lost its log. It acknowledged entries and gave votes that it no longer
 * knows of, so it must not count in any majority until it has everything again: it is taken out of
 * the voters first, by a change that the others commit among themselves, and only then does its
 * server start, empty, and is added like a new one. With the leader lost as well nothing moves
 * until that one is back, for it alone may have what the two of them committed (docs/decisions.md,
 * "A peer that lost its log").
 */
final class Rejoin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rejoin.class);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "rejoin");
            thread.setDaemon(true);
            return thread;
          });
  private final OtherPeers others;
  private final RaftServer server;
  private final Path dataDir;
  private String told = "";
  private volatile boolean started;

  /** Makes one for a server that knows no peers and has not been started. */
  Rejoin(OtherPeers others, RaftServer server, Path dataDir) {
    this.others = others;
    this.server = server;
    this.dataDir = dataDir;
  }

  /**
   * Returns whether a peer has to come back this way, and remembers it across restarts. A new peer
   * without a past asks the others, for its whole directory may have been lost.
   */
  static boolean isDue(Identity identity, Path dataDir, OtherPeers others) throws IOException {
    if (Identity.isRejoining(dataDir)) {
      return true;
    }
    if (!identity.hasNoLog(dataDir) || !(Identity.hasStarted(dataDir) || others.remember())) {
      return false;
    }
    if (others.isEmpty()) {
      throw new ConfigProblem(
          dataDir
              + ": the log of this peer is lost, and cluster.peers names no other that has it;"
              + " restore the directory from a backup");
    }
    Identity.markRejoining(dataDir);
    return true;
  }

  /** Returns whether the server runs; before, it knows nothing and is to be asked nothing. */
  boolean hasStarted() {
    return started;
  }

  /** Tries until it is done, or closed. */
  void begin() {
    LOG.warn(
        "this peer has lost its log: it takes part again when the others have given it theirs");
    clock.scheduleWithFixedDelay(
        this::attempt, 0, Limits.REJOIN_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void attempt() {
    try {
      Optional<List<RaftPeer>> voters = others.voters();
      if (voters.isEmpty()) {
        tell("waiting for a leader among the others");
      } else if (!started) {
        leave(voters.get());
      } else if (others.isAmong(voters.get())) {
        Identity.markRejoined(dataDir);
        LOG.info("this peer has everything again and takes part");
        clock.shutdown();
      } else {
        tell("being added");
        others.join();
      }
    } catch (IOException | RuntimeException e) {
      tell("trying again: " + e.getMessage());
    }
  }

  private void leave(List<RaftPeer> voters) throws IOException {
    if (others.isAmong(voters)) {
      tell("being taken out of the voters");
      others.leave(voters);
    } else {
      server.start();
      started = true;
    }
  }

  private void tell(String what) {
    if (!what.equals(told)) {
      told = what;
      LOG.info("rejoin: {}", what);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
