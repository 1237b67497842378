package miroir.gateway.writer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.Known;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneOwner;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.gateway.lane.Proposer;
import miroir.gateway.writer.Arrivals.Arrival;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/**
 * The writer of one index under one lease epoch (protocol.md, Write): gives writes their order,
 * puts them into lanes, registers them, follows them to their outcomes. Event-driven; everything
 * runs on one loop.
 */
public final class IndexWriter implements LaneOwner {
  private final Map<String, Lane> lanes = new TreeMap<>();
  private final Arrivals arrivals = new Arrivals();
  private final SyncingMembers syncing = new SyncingMembers();
  private final LaneTerms terms;
  private final OpenWrites open;
  private final Arrears arrears;
  final Upkeep upkeep;
  private final DriftRepair repair;
  private final Distrust distrust;
  private final Release release;
  private final Sequencer sequencer;
  private final Registrar registrar;
  private final Outcomes outcomes;
  private final @Nullable TakeOver takeOver;
  private IndexRoute route;
  private boolean active;
  private boolean closed;
  private boolean askedForKey;

  /**
   * Begins to write under a lease.
   *
   * @param uid the client's name, for error texts
   * @param route the index as the view shows it
   * @param log where unfinished tasks of earlier writers are read from
   * @param budget how many copies the gateway may run at once
   */
  public IndexWriter(
      LaneTerms terms, String uid, IndexRoute route, TaskLog log, CopyBudget budget) {
    this.terms = terms;
    this.route = route;
    this.repair = new DriftRepair(terms);
    this.arrears = new Arrears(terms, syncing);
    this.open = new OpenWrites(lanes, syncing, arrears);
    WriterDesk desk = new Desk();
    this.outcomes = new Outcomes(terms, uid, lanes, arrears, desk);
    this.registrar = new Registrar(terms, log, outcomes, desk);
    this.sequencer = new Sequencer(uid, route, syncing, () -> budget.configured().minInSync());
    this.upkeep =
        new Upkeep(
            new Upkeep.Parts(
                terms,
                lanes,
                syncing,
                arrears,
                sequencer,
                open,
                outcomes,
                registrar,
                budget,
                this::admit),
            route.shards());
    this.distrust = new Distrust(terms, upkeep);
    this.release =
        new Release(
            terms, new Parting(lanes, open, registrar, outcomes, arrears, upkeep, this::close));
    upkeep.follow(route);
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
              syncing,
              arrears,
              () -> sendWholeSettings(() -> {}),
              this::activate);
      takeOver.start();
    }
  }

  private void freshLanes() {
    for (Map.Entry<String, List<Long>> member : route.members().entrySet()) {
      String node = member.getKey();
      if (!lanes.containsKey(node)) {
        outcomes.laneOpened(node);
        lanes.put(node, Lane.open(terms, node, this, member.getValue(), Known.nothing()));
      }
    }
  }

  private final class Desk implements WriterDesk {
    @Override
    public void gone(Op op, boolean registered) {
      open.remove(op);
      if (!registered) {
        finished(op, false);
      }
      release.pump();
    }

    @Override
    public boolean park(Op op) {
      return open.park(op, route);
    }

    @Override
    public void finished(Op op, boolean succeeded) {
      if (op.kind != TaskKind.SETTINGS_UPDATE) {
        return;
      }
      upkeep.settingsEnded(op);
      long seq = op.originEpoch > 0 ? -1 : op.seq;
      boolean later = sequencer.settingsEnded(seq, succeeded, route);
      // Some member may have applied what is told as failed.
      boolean mixed = !succeeded && op.mayBeApplied();
      if ((later || mixed) && !closed) {
        sendWholeSettings(() -> {});
      }
    }

    @Override
    public void marked(String node, SlotSet slots) {
      upkeep.marked(node, slots);
    }

    @Override
    public void notMarked(String node, SlotSet slots) {
      upkeep.notMarked(node, slots);
    }

    @Override
    public Targets targets() {
      return sequencer.targets();
    }

    @Override
    public Map<String, SlotSet> marks(Op op, Map<String, SlotSet> lacking) {
      return upkeep.givingUp().marks(op, lacking);
    }

    @Override
    public @Nullable ApiError onTooFewCopies(Op op) {
      return sequencer.onTooFewCopies(op);
    }

    @Override
    public Position told(String node) {
      Lane lane = lanes.get(node);
      return lane == null ? Position.START : lane.newestKnown();
    }

    @Override
    public long settleBelow(String node) {
      Lane lane = lanes.get(node);
      long renaming = lane == null ? 0 : lane.settleBelow();
      long owed = Math.min(arrears.oldestNodeTask(node), arrears.oldestUnproven(node));
      return Math.min(Math.min(renaming, owed), registrar.oldestNodeTask(node));
    }

    @Override
    public void stale() {
      close();
    }
  }

  private void activate() {
    new Activation(terms, () -> closed, this::activated, this::close).propose();
  }

  private void activated() {
    active = true;
    release.activated();
    repair();
    upkeep.activate();
    admit();
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
    upkeep.follow(next);
    repair();
  }

  private void sendWholeSettings(Runnable sent) {
    open.addWholeSettings(sequencer.wholeSettings(), sent);
  }

  private void repair() {
    if (active && !release.begun() && repair.isDue(route.settingsDrift())) {
      sendWholeSettings(repair::sent);
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
    if (closed || release.begun()) {
      client.accept(new WriteResult.NotTheWriter());
      return;
    }
    Arrival arrival = new Arrival(request, metadata, bytes, client);
    arrivals.add(arrival, open.size(), open.bytes(), sequencer.weight(request, metadata));
    admit();
  }

  private void admit() {
    while (active && !closed && !askedForKey && !arrivals.isEmpty()) {
      Arrival next = arrivals.first();
      if (upkeep.isHeld(next.request())) {
        return;
      }
      String key = sequencer.missingKey(next.request());
      if (key != null) {
        fixKey(key);
        return;
      }
      arrivals.remove(next);
      WriteResult refusal = refusal(next.request());
      if (refusal != null) {
        next.client().accept(refusal);
        continue;
      }
      Sequencer.Placed placed = sequencer.place(next.request(), next.metadata(), next.client());
      placed.op().bytes = next.bytes();
      registrar.add(placed.op());
      open.add(placed);
      upkeep.placed(placed.op());
      registrar.pump();
    }
  }

  private @Nullable WriteResult refusal(WriteRequest request) {
    boolean early = takeOver != null && takeOver.holdsBack(request, sequencer.targets());
    if (early || sequencer.splitsOtherwise(request)) {
      // Nothing is done yet: the request's side tries again, and splits by the key of then.
      return new WriteResult.NotTheWriter();
    }
    ApiError unavailable = sequencer.unavailable(request);
    return unavailable == null ? null : new WriteResult.Refused(unavailable);
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
              if (result.isAccepted()) {
                sequencer.keyFixed(key);
                admit();
              } else if (result instanceof Proposer.Result.Replied) {
                close();
              } else if (!arrivals.isEmpty()) {
                Arrival first = arrivals.first();
                arrivals.remove(first);
                first.client().accept(new WriteResult.Refused(WriteErrors.noQuorum()));
                admit();
              }
            });
  }

  @Override
  public void enqueued(String node, long seq, long nodeTask, int expected) {
    open.enqueued(node, seq, nodeTask, expected);
    upkeep.enqueued(node, seq, nodeTask, expected);
    registrar.pump();
  }

  @Override
  public void refused(String node, long seq, ApiError error) {
    open.refused(node, seq, error);
    upkeep.refused(node, seq);
    registrar.pump();
  }

  @Override
  public void ended(String node, List<NodeTask> tasks) {
    outcomes.ended(node, tasks);
    upkeep.ended(node, tasks);
  }

  @Override
  public void out(String node, List<Long> missedSeqs) {
    open.missed(node, missedSeqs);
    if (takeOver != null) {
      takeOver.laneOut(node);
    }
    outcomes.laneOut(node);
    upkeep.laneCut(node);
    registrar.pump();
  }

  @Override
  public SlotSet compare(String node, List<NodeTask> log) {
    return takeOver == null ? SlotSet.NONE : takeOver.compare(node, log);
  }

  @Override
  public void distrust(String node, Position task, Distrusted done) {
    distrust.begin(node, task, done);
  }

  @Override
  public void opened(String node, @Nullable List<NodeTask> log) {
    outcomes.laneOpened(node);
    if (takeOver != null && log != null) {
      takeOver.laneOpened(node);
    }
    upkeep.laneCut(node);
  }

  /** Takes no more writes, and gives the lease back once all that it took are registered. */
  public void leave() {
    arrivals.turnAway();
    release.begin();
  }

  /** Stops: the lease has ended, or the gateway stops. What was not registered is unknown. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    release.close();
    repair.close();
    if (takeOver != null) {
      takeOver.close();
    }
    lanes.values().forEach(Lane::close);
    registrar.close();
    upkeep.close();
    arrivals.turnAway();
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
