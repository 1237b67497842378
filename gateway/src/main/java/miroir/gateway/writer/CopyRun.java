package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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

  /** The source of what is empty by an operator's word. */
  static final String NOBODY = "";

  final SyncingMember target;
  final String source;
  final SlotSet slots;
  final long marks;
  final Set<Op> before;
  final Barrier sourceBarrier;
  final Barrier targetBarrier;
  final long sinceNanos;

  /** Its entries that the target has not taken: number, and documents to be counted. */
  final Map<Long, Integer> unsent = new HashMap<>();

  SlotReads.@Nullable Base base;
  Phase phase = Phase.WAITING;
  boolean comparing;
  int reads;

  /** Writes that came meanwhile and went behind the copy: all must be registered. */
  final List<Op> tail = new ArrayList<>();

  /** The target's name when the copy went into its lane: under another it proves nothing. */
  long cut;

  /**
   * Makes one.
   *
   * @param before writes under way, all of which the source must have ended before it is read
   * @param from number of the next write: what stands before it in the source's lane must be worked
   *     off before the source is read, and in the target's, parts of an abandoned copy among it,
   *     before the surplus is looked for
   */
  CopyRun(
      SyncingMember target,
      String source,
      SlotSet slots,
      Set<Op> before,
      long from,
      long sinceNanos) {
    this.target = target;
    this.source = source;
    this.slots = slots;
    this.marks = target.marks();
    this.before = new HashSet<>(before);
    this.sourceBarrier = new Barrier(from);
    this.targetBarrier = new Barrier(from);
    this.sinceNanos = sinceNanos;
  }

  /** Returns the documents that were read, 0 before. */
  long documents() {
    return base == null ? 0 : base.size();
  }

  /** Returns the size of these documents. */
  long bytes() {
    return base == null ? 0 : base.bytes();
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
