package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.gateway.Limits;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;
import miroir.gateway.writer.CopyRun.Phase;

/**
 * Has the coordinators take for clean what was copied: many slots at once, or what there is after a
 * second, or when nothing else is under way. On the writer's loop.
 */
final class CopyCommits {
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final CopyFate fate;

  CopyCommits(LaneTerms terms, Map<String, Lane> lanes, CopyFate fate) {
    this.terms = terms;
    this.lanes = lanes;
    this.fate = fate;
  }

  /**
   * What stands in a copy no log shows, so it must not hold what the record does not: a write of
   * the tail may never be registered, and what the source took it may lose. Nor does one show that
   * the target's renaming has failed, and all that went under the new name is void.
   */
  void commitWhenEnded(MemberCopy copy) {
    for (CopyRun run : List.copyOf(copy.sent)) {
      if (run.tail.stream().anyMatch(op -> op.done && (op.taskUid < 0 || op.failedOnNodes))) {
        fate.abandon(copy, run, "a write of its tail was not done");
      }
    }
    if (copy.committing) {
      return;
    }
    List<CopyRun> ready = new ArrayList<>();
    for (CopyRun run : copy.sent) {
      if (isReady(run) && (ready.isEmpty() || isLike(run, ready.get(0)))) {
        ready.add(run);
      }
    }
    if (!ready.isEmpty() && isDue(copy, ready)) {
      commit(copy, ready);
    }
  }

  private boolean isReady(CopyRun run) {
    Lane target = lanes.get(run.target.node());
    boolean named = target != null && target.hasItsName();
    if (!(named && run.unsent.isEmpty() && run.tail.stream().allMatch(op -> op.done))) {
      return false;
    }
    run.readyNanos = run.readyNanos == 0 ? terms.clock().nanos() : run.readyNanos;
    return true;
  }

  private static boolean isLike(CopyRun run, CopyRun other) {
    return run.cut == other.cut && run.marks == other.marks;
  }

  private boolean isDue(MemberCopy copy, List<CopyRun> ready) {
    boolean last =
        ready.size() == copy.sent.size() && copy.open == null && copy.member.dirty().isEmpty();
    return last
        || slots(ready).size() >= Limits.COPY_PROGRESS_SLOTS
        || terms.clock().nanos() - ready.get(0).readyNanos >= Limits.COPY_PROGRESS.toNanos();
  }

  private static SlotSet slots(List<CopyRun> runs) {
    return runs.stream().map(run -> run.slots).reduce(SlotSet.NONE, SlotSet::or);
  }

  private void commit(MemberCopy copy, List<CopyRun> ready) {
    CopyRun first = ready.get(0);
    copy.committing = true;
    ready.forEach(run -> run.phase = Phase.COMMITTING);
    terms
        .proposer()
        .propose(
            new Command.CleanSlots(
                terms.index(),
                terms.epoch(),
                first.target.node(),
                first.cut,
                first.marks,
                slots(ready)),
            result -> {
              copy.committing = false;
              List<CopyRun> still =
                  ready.stream().filter(run -> run.phase == Phase.COMMITTING).toList();
              if (result instanceof Proposer.Result.Replied replied) {
                boolean clean = replied.reply() instanceof Reply.Accepted;
                still.forEach(run -> told(copy, run, clean));
              } else if (!still.isEmpty()) {
                commitAgain(copy, still);
              }
            });
  }

  private void told(MemberCopy copy, CopyRun run, boolean clean) {
    if (clean) {
      fate.done(copy, run);
    } else {
      // That is an answer: there is nothing left that could still become clean.
      run.phase = Phase.SENDING;
      fate.abandon(copy, run, "its target was cut or marked meanwhile");
    }
  }

  /** Nobody knows whether it is committed. */
  private void commitAgain(MemberCopy copy, List<CopyRun> runs) {
    copy.committing = true;
    terms
        .clock()
        .after(
            Limits.COPY_PAUSE.toMillis(),
            () -> {
              copy.committing = false;
              List<CopyRun> still =
                  runs.stream().filter(run -> run.phase == Phase.COMMITTING).toList();
              if (!still.isEmpty()) {
                commit(copy, still);
              }
            });
  }
}
