package miroir.gateway.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Reply;
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
  private final Map<Long, Op> underWay = new HashMap<>();
  private final LaneTerms terms;
  private final Sequencer sequencer;
  private final Registrar registrar;
  private final Outcomes outcomes;
  private final @Nullable TakeOver takeOver;
  private IndexRoute route;
  private long waitingBytes;
  private boolean active;
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
    this.outcomes = new Outcomes(terms, uid, lanes);
    this.registrar = new Registrar(terms, log, outcomes, underWay, this::stale);
    this.sequencer = new Sequencer(uid, route);
    if (route.leaseEpoch() == 1) {
      // Nobody has ever written here, so there is nothing that a cut could end.
      route
          .members()
          .forEach((node, names) -> lanes.put(node, Lane.fresh(terms, node, this, names)));
      takeOver = null;
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
              this::activate);
      takeOver.start();
    }
  }

  private void activate() {
    terms
        .proposer()
        .propose(
            new Command.ActivateLease(terms.index(), terms.epoch()),
            result -> {
              if (result instanceof Proposer.Result.Replied replied) {
                if (replied.reply() instanceof Reply.Accepted) {
                  active = true;
                  admit();
                } else {
                  stale();
                }
              } else if (!closed) {
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
    route = next;
    sequencer.follow(next);
    for (Map.Entry<String, List<Long>> member : next.members().entrySet()) {
      if (!lanes.containsKey(member.getKey())) {
        lanes.put(
            member.getKey(),
            takeOver == null
                ? Lane.fresh(terms, member.getKey(), this, member.getValue())
                : Lane.takenOver(terms, member.getKey(), this, member.getValue(), -1));
      }
    }
  }

  /**
   * Takes a write.
   *
   * @param bytes its size, for the bound on what waits
   * @param client told once
   */
  public void submit(
      WriteRequest request, @Nullable String metadata, long bytes, Consumer<WriteResult> client) {
    if (closed) {
      client.accept(new WriteResult.NotTheWriter());
      return;
    }
    boolean full =
        (waitingBytes > 0 && waitingBytes + bytes > Limits.WAITING_BYTES)
            || underWay.size() + arrivals.size() >= Limits.WAITING_REQUESTS;
    if (full) {
      client.accept(
          new WriteResult.Refused(
              ErrorCode.MIROIR_OVERLOADED.with(
                  "Too many writes of this index wait. Nothing was done; try again later.")));
      return;
    }
    waitingBytes += bytes;
    arrivals.add(
        new Arrival(
            request,
            metadata,
            bytes,
            result -> {
              waitingBytes -= bytes;
              client.accept(result);
            }));
    admit();
  }

  private void admit() {
    while (active && !closed && !askedForKey && !arrivals.isEmpty()) {
      Arrival next = arrivals.peek();
      String key = sequencer.missingKey(next.request());
      if (key != null) {
        fixKey(key);
        return;
      }
      arrivals.remove();
      Sequencer.Placed placed = sequencer.place(next.request(), next.metadata(), next.client());
      underWay.put(placed.op().seq, placed.op());
      registrar.add(placed.op());
      send(placed);
      registrar.pump();
    }
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
                stale();
              } else if (!arrivals.isEmpty()) {
                arrivals.remove().client().accept(new WriteResult.Refused(noQuorum()));
                admit();
              }
            });
  }

  static ApiError noQuorum() {
    return ErrorCode.MIROIR_NO_QUORUM.with(
        "No majority of the coordinators answers. Nothing was done; try again later.");
  }

  private void send(Sequencer.Placed placed) {
    Op op = placed.op();
    op.waiting.addAll(placed.entries().keySet());
    placed.entries().forEach((node, entry) -> op.slots.put(node, entry.slots()));
    placed
        .entries()
        .forEach(
            (node, entry) -> {
              Lane lane = lanes.get(node);
              if (lane == null) {
                out(node, List.of(op.seq));
              } else {
                lane.enqueue(entry);
              }
            });
  }

  @Override
  public void enqueued(String node, long seq, long nodeTask, int expected) {
    Op op = underWay.get(seq);
    if (op != null && op.waiting.remove(node)) {
      op.nodeTasks.put(node, nodeTask);
      if (expected >= 0) {
        op.expected.put(node, expected);
      }
      registrar.pump();
    }
  }

  @Override
  public void refused(String node, long seq, ApiError error) {
    Op op = underWay.get(seq);
    if (op != null && op.waiting.remove(node)) {
      op.refused.put(node, error);
      registrar.pump();
    }
  }

  @Override
  public void ended(String node, List<NodeTask> tasks) {
    outcomes.ended(node, tasks);
  }

  @Override
  public void out(String node, List<Long> missedSeqs) {
    for (long seq : missedSeqs) {
      Op op = underWay.get(seq);
      if (op != null && op.waiting.remove(node)) {
        op.missed.put(node, op.slots.getOrDefault(node, SlotSet.NONE));
      }
    }
    if (takeOver != null) {
      takeOver.laneOut(node);
    }
    outcomes.laneOut(node);
    registrar.pump();
  }

  @Override
  public void opened(String node, @Nullable List<NodeTask> log) {
    if (takeOver != null && log != null) {
      takeOver.laneOpened(node, log);
    }
  }

  /** Stops: the lease has ended, or the gateway stops. What was not registered is unknown. */
  public void close() {
    closed = true;
    lanes.values().forEach(Lane::close);
    registrar.close();
    List<Arrival> rest = new ArrayList<>(arrivals);
    arrivals.clear();
    rest.forEach(arrival -> arrival.client().accept(new WriteResult.NotTheWriter()));
  }

  /** The coordinators say that the lease is another's by now. */
  private void stale() {
    if (!closed) {
      close();
    }
  }

  /** Returns the number of writes that are not registered yet. */
  public int unregistered() {
    return registrar.size() + arrivals.size();
  }

  /** Returns the lease epoch. */
  public long epoch() {
    return terms.epoch();
  }

  IndexRoute route() {
    return route;
  }
}
