package miroir.gateway.writer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.lane.Clock;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a writer does to bring members that are behind back: settings, copies, proof,
 * admission. Runs on the writer's loop.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final SyncingMembers syncing;
  private final Arrears arrears;
  private final Copier copier;
  private final Admission admission;
  private final Cutovers cutovers;
  private final Clearing clearing;
  private final WriterWatch watch;
  private final GivingUp givingUp;
  private final Map<String, Lane> lanes;
  private final Sequencer sequencer;
  private final OpenWrites open;
  private final Outcomes outcomes;
  private final Registrar registrar;
  private final Clock clock;
  private final long index;
  private SlotSet emptied = SlotSet.NONE;
  private boolean active;
  private boolean ticking;

  /** What it is made of beside its own. */
  record Parts(
      LaneTerms terms,
      Map<String, Lane> lanes,
      SyncingMembers syncing,
      Arrears arrears,
      Sequencer sequencer,
      OpenWrites open,
      Outcomes outcomes,
      Registrar registrar,
      CopyBudget budget,
      Runnable released) {}

  Upkeep(Parts parts, int shards) {
    clock = parts.terms.clock();
    index = parts.terms.index();
    syncing = parts.syncing;
    arrears = parts.arrears;
    lanes = parts.lanes;
    sequencer = parts.sequencer;
    open = parts.open;
    outcomes = parts.outcomes;
    registrar = parts.registrar;
    CopyEntries entries = new CopyEntries(sequencer::takeSeq);
    SlotReads reads = new SlotReads(parts.terms, parts.budget.bounds());
    Surroundings around = new Around();
    copier =
        new Copier(
            new Copier.Parts(
                parts.terms,
                lanes,
                syncing,
                arrears,
                parts.budget,
                entries,
                around,
                this::pump,
                parts.released));
    cutovers =
        new Cutovers(
            parts.terms,
            lanes,
            around,
            new DeltaPass.Parts(
                reads, lanes, syncing, arrears, parts.budget.bounds(), clock, around, shards));
    clearing = new Clearing(parts.terms, lanes, reads, entries, around, outcomes, arrears);
    watch = new WriterWatch(parts, copier, around);
    givingUp = new GivingUp(parts, copier::marked);
    admission = new Admission(parts.terms, lanes, syncing, arrears, sequencer::nextSeq);
  }

  private final class Around implements Surroundings {
    @Override
    public Set<Op> underWay() {
      Set<Op> ops = new HashSet<>(open.all());
      ops.addAll(outcomes.following());
      ops.addAll(registrar.unregistered());
      return ops;
    }

    @Override
    public long nextSeq() {
      return sequencer.nextSeq();
    }

    @Override
    public SortedMap<String, SlotSet> inSync() {
      return sequencer.targets().all();
    }

    @Override
    public SlotSet emptied() {
      return emptied.and(sequencer.targets().unheld());
    }

    @Override
    public @Nullable String primaryKey() {
      return sequencer.primaryKey();
    }

    @Override
    public boolean hasEmbedders() {
      return sequencer.hasEmbedders();
    }
  }

  /** Returns what operators see of the writer. */
  WriterWatch watch() {
    return watch;
  }

  /** Returns how operators give writes up. */
  GivingUp givingUp() {
    return givingUp;
  }

  /** Logs are compared and writes are taken: from now on members are brought back. */
  void activate() {
    active = true;
    pump();
  }

  void follow(IndexRoute route) {
    route.members().forEach(this::suspectOtherName);
    emptied = route.emptied();
    syncing.follow(route).forEach(member -> copier.laneCut(member.node()));
    copier.progress.keepOnly(route.behind().keySet());
    clearing.follow(route);
    cutovers.follow(route.cutovers());
    pump();
  }

  /** A cut that was given up was begun after all: under another name nothing counts any more. */
  private void suspectOtherName(String node, List<Long> names) {
    Lane lane = lanes.get(node);
    if (lane != null && lane.isOpen() && names.get(names.size() - 1) > SlotReads.newest(lane)) {
      lane.suspect();
    }
  }

  private void pump() {
    if (!active) {
      return;
    }
    for (SyncingMember member : syncing.all()) {
      if (member.marks() == 0) {
        arrears.count(member.node());
      }
      Lane lane = lanes.get(member.node());
      long now = clock.nanos();
      if (lane != null && lane.isOpen() && member.needsSettings(now)) {
        member.sendsSettings(now);
        LOG.info("index {}: {} is behind, {} to be copied", index, member.node(), member.dirty());
        open.addWholeSettings(sequencer.wholeSettings(Set.of(member.node())), () -> {});
      }
    }
    copier.pump();
    admission.pump();
    cutovers.pump();
    clearing.pump();
    if (clearing.isBusy() && !ticking) {
      ticking = true;
      clock.after(
          Limits.COPY_TICK.toMillis(),
          () -> {
            ticking = false;
            pump();
          });
    }
  }

  /** A write has its place. */
  void placed(Op op) {
    cutovers.placed(op);
  }

  /** Returns whether a write waits for a copy of what it touches. */
  boolean isHeld(WriteRequest request) {
    return copier.isHeld(request);
  }

  /** A lane has taken an entry. */
  void enqueued(String node, long seq, long nodeTask, int expected) {
    copier.enqueued(node, seq, nodeTask, expected);
  }

  /** A lane's node has refused an entry. */
  void refused(String node, long seq) {
    copier.refused(node, seq);
  }

  void ended(String node, List<NodeTask> tasks) {
    arrears.ended(node, tasks);
    if (open.hasFailedWholeSettings(node, tasks)) {
      clock.after(Limits.SETTINGS_AGAIN.toMillis(), () -> sendSettings(node));
    }
    pump();
  }

  private void sendSettings(String node) {
    if (!active) {
      return;
    }
    if (syncing.of(node) == null) {
      open.addWholeSettings(sequencer.wholeSettings(Set.of(node)), () -> {});
    } else {
      syncing.missedSettings(node);
      pump();
    }
  }

  /** A member on its way in may have failed settings that the others have. */
  void settingsEnded(Op op) {
    for (String node : op.nodeTasks.keySet()) {
      NodeTask task = op.ended.get(node);
      if (task == null || !task.succeeded()) {
        syncing.missedSettings(node);
      }
    }
  }

  /** A lane is out, or has been cut. */
  void laneCut(String node) {
    copier.laneCut(node);
    clearing.laneCut(node);
    pump();
  }

  /** Slots of a member are about to be marked dirty. */
  void marked(String node, SlotSet slots) {
    syncing.mark(node, slots);
    copier.marked(node, slots);
  }

  /**
   * That was refused, as a shard would lose its last copy. What is not in sync there has been left
   * out of writes all the same, so it is dirty for the coordinators, too.
   */
  void notMarked(String node, SlotSet slots) {
    SyncingMember member = syncing.of(node);
    SlotSet left = member == null ? SlotSet.NONE : slots.and(member.owned());
    if (!left.isEmpty()) {
      arrears.missed(node, null, left);
    }
  }

  /** A member's database has lost what it has not ended; all of it is marked dirty. */
  void gone(String node) {
    for (Op op : new Around().underWay()) {
      if (op.nodeTasks.containsKey(node) && !op.ended.containsKey(node)) {
        op.gone.add(node);
      }
    }
    arrears.forget(node);
    outcomes.gone(node);
    laneCut(node);
  }

  /** Begins nothing any more; what is in the lanes goes on. */
  void rest() {
    active = false;
    copier.close();
    cutovers.close();
    clearing.close();
  }

  void close() {
    rest();
  }
}
