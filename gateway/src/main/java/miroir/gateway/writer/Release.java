package miroir.gateway.writer;

import java.util.SortedMap;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.gateway.Limits;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;
import miroir.topology.OpenLane;
import org.jspecify.annotations.Nullable;

/**
 * Gives a lease back (protocol.md, planned hand-over): once all that was taken has ended, with its
 * lanes open, so that the next holder goes on at once; after a while without them, once all that
 * was taken is registered. Runs on the writer's loop.
 */
final class Release {
  private static final long RETRY_MILLIS = 200;
  private static final long LOOK_MILLIS = 10;

  private final LaneTerms terms;
  private final Parting parting;
  private @Nullable SortedMap<String, OpenLane> open;
  private long beganNanos;
  private boolean active;
  private boolean begun;
  private boolean looking;
  private boolean proposing;
  private boolean closed;

  /** Makes one that waits for {@link #begin}. */
  Release(LaneTerms terms, Parting parting) {
    this.terms = terms;
    this.parting = parting;
  }

  /** The writer takes writes; one that never did has nothing to wait for. */
  void activated() {
    active = true;
  }

  boolean begun() {
    return begun;
  }

  void begin() {
    if (!begun) {
      begun = true;
      beganNanos = terms.clock().nanos();
      parting.rest();
    }
    pump();
  }

  /** Something may have left the way. Looked at once whatever told so is through. */
  void pump() {
    if (begun && !looking) {
      look(0);
    }
  }

  private void look(long millis) {
    looking = true;
    terms
        .clock()
        .after(
            millis,
            () -> {
              looking = false;
              look();
            });
  }

  private void look() {
    if (closed || proposing) {
      return;
    }
    boolean late = terms.clock().nanos() - beganNanos > Limits.HAND_OVER.toNanos();
    if (open == null && active && parting.isQuiet()) {
      // From now on nothing is sent, so this stays true until the lease is given back.
      open = parting.openLanes();
    }
    boolean enough = !active || (late && parting.isRegistered());
    if (open != null || enough) {
      propose(open == null ? Sorted.empty() : open);
    } else {
      look(LOOK_MILLIS);
    }
  }

  private void propose(SortedMap<String, OpenLane> lanes) {
    proposing = true;
    terms
        .proposer()
        .propose(
            new Command.ReleaseLease(terms.index(), terms.epoch(), lanes),
            result -> {
              if (result instanceof Proposer.Result.Replied) {
                parting.released().run();
              } else {
                terms
                    .clock()
                    .after(
                        RETRY_MILLIS,
                        () -> {
                          proposing = false;
                          pump();
                        });
              }
            });
  }

  void close() {
    closed = true;
  }
}
