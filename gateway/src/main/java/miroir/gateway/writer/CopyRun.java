package miroir.gateway.writer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import miroir.cluster.SlotSet;
import org.jspecify.annotations.Nullable;

/** One run of slots on its way from one member to another (protocol.md, exact slot copy). */
final class CopyRun {
  /** What a run waits for. */
  enum Phase {
    /** The source finishes what was under way when the tail was opened. */
    WAITING,
    /** The source is read. */
    READING,
    /** The target's surplus is looked for. */
    COMPARING,
    /** The target takes base, deletions and tail. */
    SENDING,
    /** The coordinators learn that the run is clean. */
    COMMITTING,
    /** It ended, well or not. */
    OVER
  }

  final SyncingMember target;
  final String source;
  final SlotSet slots;
  final long marks;
  final Set<Op> before;
  final long sourceTask;
  final long targetTask;
  final long sinceNanos;

  /** Its entries that the target has not taken: number, and documents to be counted. */
  final Map<Long, Integer> unsent = new HashMap<>();

  SlotReads.@Nullable Base base;
  Phase phase = Phase.WAITING;
  boolean comparing;
  int reads;

  /**
   * Makes one.
   *
   * @param before writes under way, all of which the source must have ended before it is read
   * @param sourceTask the source's newest node task, which must end as well: it may stand for
   *     writes of an earlier writer
   * @param targetTask the target's newest node task, which must end before its surplus is read
   */
  CopyRun(
      SyncingMember target,
      String source,
      SlotSet slots,
      Set<Op> before,
      long sourceTask,
      long targetTask,
      long sinceNanos) {
    this.target = target;
    this.source = source;
    this.slots = slots;
    this.marks = target.marks();
    this.before = new HashSet<>(before);
    this.sourceTask = sourceTask;
    this.targetTask = targetTask;
    this.sinceNanos = sinceNanos;
  }

  /** What depends on content must have ended before the source is read again. */
  void awaitContentDependent() {
    for (SyncingMember.TailWrite write : target.tail()) {
      if (write.dependsOnContent()) {
        before.add(write.op());
      }
    }
    phase = Phase.WAITING;
  }
}
