package miroir.gateway.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.command.TaskKind;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneOwner;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.gateway.lane.Proposer;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * The writer of one index under one lease epoch (protocol.md, Write): gives writes their order,
 * puts them into lanes, registers them, follows them to their outcomes. Event-driven; everything
 * runs on one loop.
 */
public final class IndexWriter implements LaneOwner {
  private final Map<String, Lane> lanes = new TreeMap<>();
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private final LaneTerms terms;
  private final OpenWrites open;
  private final DriftRepair repair;
  private final Sequencer sequencer;
  private final Registrar registrar;
  private final Outcomes outcomes;
  private final @Nullable TakeOver takeOver;
  private IndexRoute route;
  private long arrivedBytes;
  private boolean active;
  private boolean leaving;
  private boolean releasing;
  private boolean closed;
  private boolean askedForKey;

  /** A write that waits for its place in the order. */
  private record Arrival(
      WriteRequest request, @Nullable String metadata, long bytes, Consumer<WriteResult> client) {}

  /**
   * Begins to write under a lease.
   *
   * @param uid the client's name, for error texts
   * @param route the index as the view shows it
   * @param log where unfinished tasks of earlier writers are read from
   */
  public IndexWriter(LaneTerms terms, String uid, IndexRoute route, TaskLog log) {
    this.terms = terms;
    this.route = route;
    this.repair = new DriftRepair(terms);
    this.open = new OpenWrites(lanes, repair::sent);
    WriterDesk desk = new Desk();
    this.outcomes = new Outcomes(terms, uid, lanes, desk);
    this.registrar = new Registrar(terms, log, outcomes, desk);
    this.sequencer = new Sequencer(uid, route);
    if (route.leaseEpoch() == 1) {
      // Nobody has ever written here, so there is nothing that a cut could end.
      takeOver = null;
      freshLanes();
      activate();
    } else {
      takeOver =
          new TakeOver(
              terms,
              route,
              log,
              this,
              lanes,
              registrar,
              outcomes,
              sequencer::takeSeq,
              new TakeOverSteps());
      takeOver.start();
    }
  }

  private void freshLanes() {
    route
        .members()
        .forEach(
            (node, names) -> lanes.computeIfAbsent(node, id -> Lane.fresh(terms, id, this, names)));
  }

  private final class TakeOverSteps implements TakeOver.Steps {
    @Override
    public void sendWholeSettings() {
      open.addWholeSettings(sequencer.wholeSettings());
    }

    @Override
    public void done() {
      activate();
    }
  }

  private final class Desk implements WriterDesk {
    @Override
    public void gone(Op op, boolean registered) {
      open.remove(op);
      if (!registered) {
        finished(op, false);
      }
      if (leaving) {
        releaseWhenRegistered();
      }
    }

    @Override
    public boolean park(Op op) {
      return open.park(op, route);
    }

    @Override
    public void finished(Op op, boolean succeeded) {
      long seq = op.originEpoch > 0 ? -1 : op.seq;
      if (op.kind == TaskKind.SETTINGS_UPDATE
          && sequencer.settingsEnded(seq, succeeded, route)
          && !closed) {
        open.addWholeSettings(sequencer.wholeSettings());
      }
    }

    @Override
    public long settleBelow(String node) {
      Lane lane = lanes.get(node);
      long renaming = lane == null ? 0 : lane.settleBelow();
      return Math.min(renaming, registrar.oldestNodeTask(node));
    }

    @Override
    public void stale() {
      if (!closed) {
        close();
      }
    }
  }

  private void activate() {
    terms
        .proposer()
        .propose(
            new Command.ActivateLease(terms.index(), terms.epoch()),
            result -> {
              if (closed) {
                return;
              }
              if (result instanceof Proposer.Result.Replied replied) {
                if (replied.reply() instanceof Reply.Accepted) {
                  active = true;
                  repair();
                  admit();
                } else {
                  close();
                }
              } else {
                terms.clock().after(200, this::activate);
              }
            });
  }

  /** Returns whether writes are taken. */
  public boolean isActive() {
    return active && !closed;
  }

  /** Follows the view: placement, members and names may have changed. */
  public void follow(IndexRoute next) {
    if (closed) {
      return;
    }
    route = next;
    sequencer.follow(next);
    if (takeOver == null) {
      freshLanes();
    } else {
      takeOver.follow(next);
    }
    repair();
  }

  private void repair() {
    if (active && repair.isDue(route.settingsDrift())) {
      open.addWholeSettings(sequencer.wholeSettings());
    }
  }

  /** Returns whether it has stopped, so that the lease serves nobody. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Takes a write.
   *
   * @param bytes its size, for the bound on what waits
   * @param client told once
   */
  public void submit(
      WriteRequest request, @Nullable String metadata, long bytes, Consumer<WriteResult> client) {
    if (closed || leaving) {
      client.accept(new WriteResult.NotTheWriter());
      return;
    }
    long weighs = arrivedBytes + open.bytes();
    boolean full =
        (weighs > 0 && weighs + bytes > Limits.WAITING_BYTES)
            || open.size() + arrivals.size() >= Limits.WAITING_REQUESTS;
    if (full) {
      client.accept(overloaded("Too many writes of this index wait."));
      return;
    }
    if (sequencer.weight(request, metadata) > Limits.REGISTRATION_BYTES) {
      client.accept(overloaded("What the task of this write must keep is too large."));
      return;
    }
    arrivedBytes += bytes;
    arrivals.add(new Arrival(request, metadata, bytes, client));
    admit();
  }

  private static WriteResult overloaded(String why) {
    return new WriteResult.Refused(
        ErrorCode.MIROIR_OVERLOADED.with(why + " Nothing was done; try again later."));
  }

  private void admit() {
    while (active && !closed && !askedForKey && !arrivals.isEmpty()) {
      Arrival next = arrivals.peek();
      String key = sequencer.missingKey(next.request());
      if (key != null) {
        fixKey(key);
        return;
      }
      leave(next);
      if (sequencer.splitsOtherwise(next.request())) {
        // Nothing is done yet: the request's side splits again by the key that it sees by then.
        next.client().accept(new WriteResult.NotTheWriter());
        continue;
      }
      Sequencer.Placed placed = sequencer.place(next.request(), next.metadata(), next.client());
      placed.op().bytes = next.bytes();
      registrar.add(placed.op());
      open.add(placed.op(), placed.entries());
      registrar.pump();
    }
  }

  private void leave(Arrival arrival) {
    arrivals.remove(arrival);
    arrivedBytes -= arrival.bytes();
  }

  /** Commits the primary key that the next write brings, then goes on. */
  private void fixKey(String key) {
    askedForKey = true;
    terms
        .proposer()
        .propose(
            new Command.SetPrimaryKey(terms.index(), terms.epoch(), key, sequencer.neverWritten()),
            result -> {
              askedForKey = false;
              if (result instanceof Proposer.Result.Replied replied
                  && replied.reply() instanceof Reply.Accepted) {
                sequencer.keyFixed(key);
                admit();
              } else if (result instanceof Proposer.Result.Replied) {
                close();
              } else if (!arrivals.isEmpty()) {
                Arrival first = arrivals.getFirst();
                leave(first);
                first.client().accept(new WriteResult.Refused(noQuorum()));
                admit();
              }
            });
  }

  static ApiError noQuorum() {
    return ErrorCode.MIROIR_NO_QUORUM.with(
        "No majority of the coordinators answers. Nothing was done; try again later.");
  }

  @Override
  public void enqueued(String node, long seq, long nodeTask, int expected) {
    open.enqueued(node, seq, nodeTask, expected);
    registrar.pump();
  }

  @Override
  public void refused(String node, long seq, ApiError error) {
    open.refused(node, seq, error);
    registrar.pump();
  }

  @Override
  public void ended(String node, List<NodeTask> tasks) {
    outcomes.ended(node, tasks);
  }

  @Override
  public void out(String node, List<Long> missedSeqs) {
    open.missed(node, missedSeqs);
    if (takeOver != null) {
      takeOver.laneOut(node);
    }
    outcomes.laneOut(node);
    registrar.pump();
  }

  @Override
  public SlotSet compare(String node, List<NodeTask> log) {
    return takeOver == null ? SlotSet.NONE : takeOver.compare(node, log);
  }

  @Override
  public void opened(String node, @Nullable List<NodeTask> log) {
    outcomes.laneOpened(node);
    if (takeOver != null && log != null) {
      takeOver.laneOpened(node);
    }
  }

  /** Takes no more writes, and gives the lease back once all that it took are registered. */
  public void leave() {
    leaving = true;
    turnAway();
    releaseWhenRegistered();
  }

  private void turnAway() {
    List<Arrival> rest = new ArrayList<>(arrivals);
    arrivals.clear();
    arrivedBytes = 0;
    rest.forEach(arrival -> arrival.client().accept(new WriteResult.NotTheWriter()));
  }

  private void releaseWhenRegistered() {
    if (closed || releasing || (active && registrar.size() > 0)) {
      return;
    }
    releasing = true;
    terms
        .proposer()
        .propose(
            new Command.ReleaseLease(terms.index(), terms.epoch()),
            result -> {
              if (result instanceof Proposer.Result.Replied) {
                close();
              } else {
                releasing = false;
                terms.clock().after(200, this::releaseWhenRegistered);
              }
            });
  }

  /** Stops: the lease has ended, or the gateway stops. What was not registered is unknown. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    repair.close();
    if (takeOver != null) {
      takeOver.close();
    }
    lanes.values().forEach(Lane::close);
    registrar.close();
    turnAway();
  }

  /** Returns the number of writes that are not registered yet. */
  public int unregistered() {
    return registrar.size() + arrivals.size();
  }

  /** Returns the lease epoch. */
  public long epoch() {
    return terms.epoch();
  }
}
