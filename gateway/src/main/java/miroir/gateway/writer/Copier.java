package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.gateway.Limits;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;
import miroir.gateway.writer.CopyRun.Phase;
import miroir.gateway.writer.SyncingMember.TailWrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings members that are behind back, run of slots by run of slots, while clients write
 * (protocol.md, exact slot copy). Event-driven, on the writer's loop.
 */
final class Copier {
  private static final Logger LOG = LoggerFactory.getLogger(Copier.class);

  final Map<String, CopyRun> runs = new TreeMap<>();
  final CopyProgress progress = new CopyProgress();
  private final Map<String, Long> pausedUntilNanos = new HashMap<>();
  private final Map<String, Integer> most = new HashMap<>();
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final SyncingMembers syncing;
  private final Arrears arrears;
  private final CopyBudget budget;
  private final SlotReads reads;
  private final CopyEntries entries;
  private final Surroundings around;
  private final Runnable wake;
  private boolean ticking;
  private boolean closed;

  Copier(
      LaneTerms terms,
      Map<String, Lane> lanes,
      SyncingMembers syncing,
      Arrears arrears,
      CopyBudget budget,
      CopyEntries entries,
      Surroundings around,
      Runnable wake) {
    this.terms = terms;
    this.lanes = lanes;
    this.syncing = syncing;
    this.arrears = arrears;
    this.budget = budget;
    this.reads = new SlotReads(terms);
    this.entries = entries;
    this.around = around;
    this.wake = wake;
  }

  /** Goes on with whatever can go on. */
  void pump() {
    if (closed) {
      return;
    }
    for (SyncingMember member : List.copyOf(syncing.all())) {
      CopyRun run = runs.get(member.node());
      if (run != null && isOverdue(run)) {
        abandon(run, "it took too long");
      } else if (run != null && member.hasLongTail()) {
        abandon(run, "too much is written meanwhile");
      } else if (run != null && run.phase == Phase.WAITING) {
        readWhenEnded(run);
      } else if (run != null && run.phase == Phase.COMPARING) {
        compareWhenEnded(run);
      } else if (run != null && run.phase == Phase.SENDING) {
        commitWhenEnded(run);
      } else if (run == null && isUsable(member.node()) && !member.dirty().isEmpty()) {
        begin(member);
      }
    }
    tick();
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

  private boolean isUsable(String node) {
    Lane lane = lanes.get(node);
    Long paused = pausedUntilNanos.get(node);
    return lane != null && lane.isOpen() && (paused == null || terms.clock().nanos() - paused >= 0);
  }

  private boolean isOverdue(CopyRun run) {
    return terms.clock().nanos() - run.sinceNanos > Limits.COPY_MOST.toNanos();
  }

  private void begin(SyncingMember member) {
    if (member.marks() == 0) {
      return;
    }
    for (String source : around.inSync().keySet()) {
      Lane from = lanes.get(source);
      if (from != null && from.isOpen() && begin(member, source, around.inSync().get(source))) {
        return;
      }
    }
    begin(member, CopyRun.NOBODY, around.emptied());
  }

  private boolean begin(SyncingMember member, String source, SlotSet there) {
    SlotSet slots = some(member.dirty().and(there), member);
    if (slots.isEmpty() || !budget.take(terms.index(), source, member.node())) {
      return false;
    }
    CopyRun run =
        new CopyRun(
            member, source, slots, around.underWay(), around.nextSeq(), terms.clock().nanos());
    runs.put(member.node(), run);
    member.open(slots);
    if (around.primaryKey() == null) {
      // Nobody has ever written a document.
      send(run, null, List.of());
    } else if (source.equals(CopyRun.NOBODY)) {
      // Writes of these slots are refused until somebody has them.
      compare(run, SlotReads.Base.EMPTY);
    } else {
      readWhenEnded(run);
    }
    return true;
  }

  /** As many slots as one request may ask for, and as the last ones were not too large for. */
  private SlotSet some(SlotSet slots, SyncingMember member) {
    int count = most.getOrDefault(member.node(), Slot.COUNT);
    SlotSet some = slots.first(count);
    while (some.size() > 1 && SlotReads.tokens(some) > Limits.RUN_TOKENS) {
      some = some.first(some.size() / 2);
    }
    return some;
  }

  private void readWhenEnded(CopyRun run) {
    run.before.removeIf(op -> op.done);
    Lane source = lanes.get(run.source);
    if (!run.before.isEmpty()) {
      return;
    }
    if (source == null || !source.isOpen() || !isInSync(run)) {
      abandon(run, "its source is not in sync any more");
      return;
    }
    if (!run.sourceBarrier.isPassed(source)) {
      return;
    }
    run.phase = Phase.READING;
    run.reads++;
    run.target.tail().removeIf(write -> write.op().ended.containsKey(run.source));
    reads.base(
        run.source,
        source,
        run.slots,
        (base, size) -> {
          if (run.phase != Phase.READING) {
            return;
          }
          if (size > 1 && run.slots.size() > 1) {
            most.put(run.target.node(), Math.max(1, (int) (run.slots.size() / size)));
            abandon(run, "it is larger than a run may be");
          } else {
            read(run, source, base);
          }
        });
  }

  private boolean isInSync(CopyRun run) {
    SlotSet held = around.inSync().getOrDefault(run.source, SlotSet.NONE);
    return run.slots.minus(held).isEmpty();
  }

  private void read(CopyRun run, Lane source, SlotReads.@Nullable Base base) {
    if (base == null) {
      abandon(run, "its source could not be read");
      return;
    }
    if (run.target.tail().stream().noneMatch(TailWrite::dependsOnContent)) {
      compare(run, base);
      return;
    }
    reads.oldestUnfinished(
        run.source,
        source,
        oldest -> {
          if (run.phase == Phase.READING) {
            readAgainIfMixed(run, base, oldest);
          }
        },
        () -> abandon(run, "its source could not be asked"));
  }

  /** What depends on content must not be replayed over a base that may hold it. */
  private void readAgainIfMixed(CopyRun run, SlotReads.Base base, long oldest) {
    boolean mixed =
        run.target.tail().stream()
            .filter(TailWrite::dependsOnContent)
            .map(write -> write.op().nodeTasks.get(run.source))
            .anyMatch(task -> task == null || task < oldest);
    if (!mixed) {
      compare(run, base);
    } else if (run.reads >= Limits.COPY_READS) {
      abandon(run, "writes that depend on content come too fast");
    } else {
      run.awaitContentDependent();
      readWhenEnded(run);
    }
  }

  private void compare(CopyRun run, SlotReads.Base base) {
    run.phase = Phase.COMPARING;
    run.base = base;
    compareWhenEnded(run);
  }

  private void compareWhenEnded(CopyRun run) {
    Lane target = lanes.get(run.target.node());
    String key = around.primaryKey();
    SlotReads.Base base = run.base;
    if (target == null || key == null || base == null) {
      abandon(run, "its target is gone");
      return;
    }
    if (run.comparing || !run.targetBarrier.isPassed(target)) {
      return;
    }
    run.comparing = true;
    reads.ids(
        run.target.node(),
        target,
        run.slots,
        key,
        ids -> {
          if (run.phase != Phase.COMPARING) {
            return;
          }
          if (ids == null) {
            abandon(run, "its target could not be read");
          } else {
            send(run, base, ids);
          }
        });
  }

  private void send(CopyRun run, SlotReads.@Nullable Base base, List<String> there) {
    Lane target = lanes.get(run.target.node());
    if (target == null || !target.isOpen()) {
      abandon(run, "its target is not there");
      return;
    }
    run.phase = Phase.SENDING;
    run.cut = SlotReads.newest(target);
    List<CopyEntries.Part> all = new ArrayList<>();
    String key = around.primaryKey();
    if (base != null && key != null) {
      all.addAll(entries.of(run.slots, base, there, key, around.hasEmbedders()));
    }
    for (TailWrite write : run.target.tail()) {
      run.tail.add(write.op());
      all.add(entries.again(write.entry()));
    }
    all.add(entries.end(run.slots));
    all.forEach(part -> run.unsent.put(part.entry().seq(), part.documents()));
    run.target.closed();
    all.forEach(part -> target.enqueue(part.entry()));
  }

  /** The target has taken an entry. */
  void enqueued(String node, long seq, long nodeTask, int expected) {
    CopyRun run = runs.get(node);
    Integer documents = run == null ? null : run.unsent.remove(seq);
    if (run == null || documents == null) {
      return;
    }
    arrears.tookCopy(node, run.slots, nodeTask, Math.max(documents, expected));
    if (run.phase == Phase.SENDING) {
      commitWhenEnded(run);
    }
  }

  /** The target refused an entry for good. */
  void refused(String node, long seq) {
    CopyRun run = runs.get(node);
    if (run != null && run.unsent.containsKey(seq)) {
      abandon(run, "its target refused it");
    }
  }

  /**
   * What stands in a copy no log shows, so it must not hold what the record does not: a write of
   * the tail may never be registered, and what the source took it may lose. Nor does one show that
   * the target's renaming has failed, and all that went under the new name is void.
   */
  private void commitWhenEnded(CopyRun run) {
    Lane target = lanes.get(run.target.node());
    boolean named = target != null && target.hasItsName();
    if (run.tail.stream().anyMatch(op -> op.done && (op.taskUid < 0 || op.failedOnNodes))) {
      abandon(run, "a write of its tail was not done");
    } else if (named && run.unsent.isEmpty() && run.tail.stream().allMatch(op -> op.done)) {
      commit(run);
    }
  }

  private void commit(CopyRun run) {
    if (run.phase == Phase.OVER) {
      return;
    }
    run.phase = Phase.COMMITTING;
    terms
        .proposer()
        .propose(
            new Command.CleanSlots(
                terms.index(), terms.epoch(), run.target.node(), run.cut, run.marks, run.slots),
            result -> {
              if (run.phase != Phase.COMMITTING) {
                return;
              }
              if (result instanceof Proposer.Result.Replied replied
                  && replied.reply() instanceof Reply.Accepted) {
                over(run);
                progress.copied(terms, run);
                wake.run();
              } else if (result instanceof Proposer.Result.Replied) {
                abandon(run, "its target was cut or marked meanwhile");
              } else {
                terms.clock().after(Limits.COPY_PAUSE.toMillis(), () -> commit(run));
              }
            });
  }

  /** A member's lane has been cut: what was copied under its old name proves nothing. */
  void laneCut(String node) {
    CopyRun run = runs.get(node);
    if (run != null) {
      abandon(run, "its target's lane broke");
    }
  }

  /** Slots of a member are about to be marked dirty: no copy may come from there. */
  void marked(String node, SlotSet slots) {
    for (CopyRun run : List.copyOf(runs.values())) {
      if (run.source.equals(node) && run.slots.intersects(slots)) {
        abandon(run, "its source missed a write");
      }
    }
  }

  private void abandon(CopyRun run, String why) {
    if (run.phase == Phase.OVER) {
      return;
    }
    over(run);
    run.target.abandoned(run.slots);
    pausedUntilNanos.put(run.target.node(), terms.clock().nanos() + Limits.COPY_PAUSE.toNanos());
    LOG.info(
        "copy of {} of index {} from {} to {} is begun again: {}",
        run.slots,
        terms.index(),
        run.source,
        run.target.node(),
        why);
    tick();
  }

  private void over(CopyRun run) {
    run.phase = Phase.OVER;
    runs.remove(run.target.node(), run);
    budget.give(terms.index(), run.source, run.target.node());
  }

  void close() {
    closed = true;
    List.copyOf(runs.values()).forEach(this::over);
  }
}
