package miroir.gateway.writer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.writer.CopyRun.Phase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings members that are behind back, run of slots by run of slots, while clients write
 * (protocol.md, exact slot copy): one run of a member is read while its node takes the last ones.
 * Event-driven, on the writer's loop.
 */
final class Copier implements CopyFate {
  private static final Logger LOG = LoggerFactory.getLogger(Copier.class);

  final Map<String, MemberCopy> copies = new TreeMap<>();
  final CopyProgress progress = new CopyProgress();
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final SyncingMembers syncing;
  private final Arrears arrears;
  private final CopyBudget budget;
  private final CopySending sending;
  private final CopyReading reading;
  private final CopyCommits commits;
  private final CopyHolds holds;
  private final CopyPace pace;
  private final Surroundings around;
  private final Runnable wake;
  private boolean ticking;
  private boolean closed;

  /** What it is made of beside its own; {@code released}: writes that waited may go on. */
  record Parts(
      LaneTerms terms,
      Map<String, Lane> lanes,
      SyncingMembers syncing,
      Arrears arrears,
      CopyBudget budget,
      CopyEntries entries,
      Surroundings around,
      Runnable wake,
      Runnable released) {}

  Copier(Parts parts) {
    terms = parts.terms;
    lanes = parts.lanes;
    syncing = parts.syncing;
    arrears = parts.arrears;
    budget = parts.budget;
    around = parts.around;
    wake = parts.wake;
    CopyBounds bounds = budget.bounds();
    SlotReads reads = new SlotReads(terms, bounds);
    sending = new CopySending(lanes, arrears, parts.entries, budget, around);
    CopyPieces pieces = new CopyPieces(lanes, reads, sending, bounds, around, terms.clock(), this);
    reading = new CopyReading(lanes, reads, budget, around, pieces, this);
    commits = new CopyCommits(terms, lanes, this);
    holds = new CopyHolds(terms, parts.released);
    pace = new CopyPace(lanes, reads, budget, terms.clock());
  }

  /** Goes on with whatever can go on. */
  void pump() {
    if (closed) {
      return;
    }
    forgetWhoIsGone();
    sending.pump();
    for (SyncingMember member : List.copyOf(syncing.all())) {
      MemberCopy copy = copies.get(member.node());
      if (copy != null) {
        goOn(copy);
      }
      if (!member.dirty().isEmpty() && (copy == null || copy.open == null)) {
        begin(member);
      }
    }
    tick();
  }

  /** Members that are in sync, or have no replica any more. */
  private void forgetWhoIsGone() {
    for (MemberCopy copy : List.copyOf(copies.values())) {
      if (syncing.of(copy.member.node()) != copy.member) {
        copy.runs().forEach(run -> over(copy, run));
        copies.remove(copy.member.node());
      }
    }
  }

  private void goOn(MemberCopy copy) {
    pace.probe(copy);
    CopyRun run = copy.open;
    for (CopyRun each : copy.runs()) {
      if (each.phase != Phase.OVER && isOverdue(each)) {
        abandon(copy, each, "it took too long");
      }
    }
    if (run != null && run.phase == Phase.WAITING) {
      run.target.dropEnded(run.source);
    }
    if (run != null && run.isOpen() && copy.member.hasLongTail(budget.bounds().tailWrites())) {
      holdOrGiveUp(copy, run);
    }
    if (run != null) {
      reading.goOn(copy, run);
    }
    commits.commitWhenEnded(copy);
  }

  /** More is written than may be kept: after some tries it is kept from growing for a moment. */
  private void holdOrGiveUp(MemberCopy copy, CopyRun run) {
    if (copy.tries >= Limits.COPY_TRIES && !run.holds) {
      holds.begin(run, budget.configured().writePauseMillis());
    }
    if (!holds.isFor(run)) {
      copy.tries++;
      abandon(copy, run, "too much is written meanwhile");
    }
  }

  private boolean isOverdue(CopyRun run) {
    return terms.clock().nanos() - run.sinceNanos > Limits.COPY_MOST.toNanos();
  }

  private void tick() {
    if (!ticking && !syncing.isEmpty()) {
      ticking = true;
      terms
          .clock()
          .after(
              Limits.COPY_TICK.toMillis(),
              () -> {
                ticking = false;
                wake.run();
              });
    }
  }

  private void begin(SyncingMember member) {
    Lane lane = lanes.get(member.node());
    if (member.marks() == 0 || lane == null || !lane.isOpen()) {
      return;
    }
    MemberCopy copy =
        copies.computeIfAbsent(member.node(), node -> new MemberCopy(member, terms.clock()::nanos));
    copy.waitsFor = pace.waitsFor(copy, lane);
    if (!copy.waitsFor.isEmpty()) {
      return;
    }
    for (String source : around.inSync().keySet()) {
      Lane from = lanes.get(source);
      if (from != null && from.isOpen() && begin(copy, source, around.inSync().get(source))) {
        return;
      }
    }
    if (!begin(copy, CopyRun.NOBODY, around.emptied())) {
      copy.waitsFor = "a source, or other copies of its nodes";
    }
  }

  private boolean begin(MemberCopy copy, String source, SlotSet there) {
    SyncingMember member = copy.member;
    SlotSet slots = some(member.dirty().and(there), copy.most);
    if (slots.isEmpty() || !budget.take(terms.index(), source, member.node())) {
      return false;
    }
    Barrier quiet = copy.quiet;
    if (member.takeDisturbed() || quiet == null) {
      quiet = new Barrier(around.nextSeq());
      copy.quiet = quiet;
    }
    long now = terms.clock().nanos();
    CopyRun run =
        new CopyRun(member, source, slots, around.underWay(), around.nextSeq(), quiet, now);
    copy.open = run;
    copy.source = source;
    sending.holds(run, 2 * budget.bounds().runBytes());
    member.open(slots);
    if (around.primaryKey() == null) {
      // Nobody has ever written a document.
      send(copy, run, null, List.of());
    } else if (source.equals(CopyRun.NOBODY)) {
      // Writes of these slots are refused until somebody has them.
      reading.compare(copy, run, SlotReads.Base.EMPTY);
    } else {
      reading.goOn(copy, run);
    }
    return true;
  }

  /** As many slots as one request may ask for, and as the last ones were not too large for. */
  static SlotSet some(SlotSet slots, int most) {
    SlotSet some = slots.first(most);
    while (some.size() > 1 && SlotReads.tokens(some) > Limits.RUN_TOKENS) {
      some = some.first(some.size() / 2);
    }
    return some;
  }

  /** Returns whether a write waits for a copy of what it touches. */
  boolean isHeld(WriteRequest request) {
    return holds.any() && holds.isHeld(request.touched());
  }

  @Override
  public void makeFiner(MemberCopy copy, CopyRun run, double size) {
    copy.most = Math.max(1, (int) (run.slots.size() / size));
    over(copy, run);
    run.target.abandoned(run.slots);
    wake.run();
  }

  @Override
  public void send(
      MemberCopy copy, CopyRun run, SlotReads.@Nullable Base base, Collection<String> there) {
    Lane target = lanes.get(run.target.node());
    if (target == null || !target.isOpen()) {
      abandon(copy, run, "its target is not there");
      return;
    }
    copy.open = null;
    copy.sent.add(run);
    copy.tries = 0;
    budget.give(terms.index(), run.source, run.target.node());
    sending.send(copy, run, target, base, there);
    run.sinceNanos = terms.clock().nanos();
    if (2 * run.documents < copy.throttle.runDocuments(budget.bounds().runDocuments())) {
      copy.most = (int) Math.min(Slot.COUNT, 2L * copy.most);
    }
    holds.end(run);
  }

  /** The target has taken an entry. */
  void enqueued(String node, long seq, long nodeTask, int expected) {
    MemberCopy copy = copies.get(node);
    CopyRun run = copy == null ? null : copy.of(seq);
    if (copy == null || run == null || !sending.enqueued(run, seq, nodeTask, expected)) {
      return;
    }
    commits.commitWhenEnded(copy);
    boolean more = copy.open != null || !copy.member.dirty().isEmpty();
    if (run.unsent.isEmpty() && more && !closed) {
      wake.run();
    }
  }

  /** The target refused an entry for good. */
  void refused(String node, long seq) {
    MemberCopy copy = copies.get(node);
    CopyRun run = copy == null ? null : copy.of(seq);
    if (copy != null && run != null) {
      abandon(copy, run, "its target refused it");
    }
  }

  @Override
  public void done(MemberCopy copy, CopyRun run) {
    over(copy, run);
    progress.copied(terms, run);
    wake.run();
  }

  /** A member's lane has been cut: what was copied under its old name proves nothing. */
  void laneCut(String node) {
    MemberCopy copy = copies.get(node);
    if (copy != null) {
      copy.runs().forEach(run -> abandon(copy, run, "its target's lane broke"));
    }
  }

  /** Slots of a member are about to be marked dirty: no copy may come from there. */
  void marked(String node, SlotSet slots) {
    for (MemberCopy copy : List.copyOf(copies.values())) {
      for (CopyRun run : copy.runs()) {
        if (run.source.equals(node) && run.slots.intersects(slots)) {
          abandon(copy, run, "its source missed a write");
        }
      }
    }
  }

  @Override
  public void abandon(MemberCopy copy, CopyRun run, String why) {
    if (run.phase == Phase.OVER) {
      return;
    }
    boolean open = copy.open == run;
    boolean proposed = run.phase == Phase.COMMITTING;
    over(copy, run);
    terms.witness().copyBeganAgain();
    if (open) {
      run.target.abandoned(run.slots);
    } else {
      run.target.again(run.slots);
    }
    copy.pausedUntilNanos = terms.clock().nanos() + Limits.COPY_PAUSE.toNanos();
    LOG.info(
        "copy of {} of index {} from {} to {} is begun again: {}",
        run.slots,
        terms.index(),
        run.source,
        run.target.node(),
        why);
    CopyRun next = copy.open;
    if (!open && next != null && next.slots.intersects(run.slots)) {
      abandon(copy, next, "what it copies again was given up");
    }
    if (proposed) {
      // It may be committed as clean all the same, while no writes go there.
      arrears.missed(run.target.node(), null, run.slots);
    }
    tick();
  }

  private void over(MemberCopy copy, CopyRun run) {
    run.phase = Phase.OVER;
    if (copy.open == run) {
      copy.open = null;
      budget.give(terms.index(), run.source, run.target.node());
    }
    copy.sent.remove(run);
    sending.over(run);
    holds.end(run);
  }

  void close() {
    closed = true;
    for (MemberCopy copy : copies.values()) {
      copy.runs().forEach(run -> over(copy, run));
    }
    sending.close();
  }
}
