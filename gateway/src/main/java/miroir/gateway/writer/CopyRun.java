package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miroir.cluster.SlotSet;
import miroir.gateway.lane.Tag;
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
    /** One slot that is larger than an answer goes over in pieces. */
    PIECES,
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

  /** Its entries that the target has not taken, by number. */
  final Map<Long, CopyEntries.Part> unsent = new HashMap<>();

  SlotReads.@Nullable Base base;
  Phase phase = Phase.WAITING;
  boolean comparing;
  int reads;

  /** When it began, or came on last in a way that takes long. */
  long sinceNanos;

  /** Whether writes of its slots are held until it is sent, or longer than they may be. */
  boolean holds;

  /** Bytes that it holds in memory. */
  long heldBytes;

  /** What it has sent. */
  long documents;

  long bytes;

  /** Its last number, once it is sent; 0 before. */
  long lastSeq;

  /** A slot that goes over in pieces; null in any other run. */
  @Nullable LargeSlot large;

  /** Writes that came meanwhile and went behind the copy: all must be registered. */
  final List<Op> tail = new ArrayList<>();

  /** The target's name when the copy went into its lane: under another it proves nothing. */
  long cut;

  /** When all that it needs to be committed was there. */
  long readyNanos;

  /**
   * Makes one.
   *
   * @param before writes under way, all of which the source must have ended before it is read
   * @param from number of the next write: what stands before it in the source's lane must be worked
   *     off before the source is read
   * @param quiet what the target must have worked off before the surplus is looked for: all that
   *     its lane has had for these slots, parts of an abandoned copy among it
   */
  CopyRun(
      SyncingMember target,
      String source,
      SlotSet slots,
      Set<Op> before,
      long from,
      Barrier quiet,
      long sinceNanos) {
    this.target = target;
    this.source = source;
    this.slots = slots;
    this.marks = target.marks();
    this.before = new HashSet<>(before);
    this.sourceBarrier = new Barrier(from);
    this.targetBarrier = quiet;
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

  /** Returns whether its tail is open: it is not sent. */
  boolean isOpen() {
    return phase != Phase.SENDING && phase != Phase.COMMITTING && phase != Phase.OVER;
  }

  /** Counts a part that goes out. */
  void counts(CopyEntries.Part part) {
    unsent.put(part.entry().seq(), part);
    if (part.entry().kind() == Tag.Kind.COPY) {
      documents += Math.max(0, part.documents());
      bytes += part.entry().bytes();
    }
  }

  /** Returns the bytes of its entries that the target has not taken. */
  long unsentBytes() {
    return unsent.values().stream().mapToLong(part -> part.entry().bytes()).sum();
  }
}
