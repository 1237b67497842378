package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import miroir.cluster.Slot;
import org.jspecify.annotations.Nullable;

/** The copies to one member: the run that is read, those that are sent. On the writer's loop. */
final class MemberCopy {
  final SyncingMember member;
  final CopyThrottle throttle;

  /** The run whose tail is open. */
  @Nullable CopyRun open;

  /** Runs that are in the target's lane and not committed, oldest first. */
  final List<CopyRun> sent = new ArrayList<>();

  /** As many slots as the last runs were not too large for. */
  int most = Slot.COUNT;

  /** How often in a row too much was written meanwhile. */
  int tries;

  /** Whether the coordinators are asked to take runs for clean. */
  boolean committing;

  boolean probing;
  long probedNanos;

  /** All that the target's lane has had for slots that are dirty. */
  @Nullable Barrier quiet;

  @Nullable Long pausedUntilNanos;
  String source = CopyRun.NOBODY;
  String waitsFor = "";
  long documents;

  MemberCopy(SyncingMember member, LongSupplier clock) {
    this.member = member;
    this.throttle = new CopyThrottle(clock);
  }

  /** Returns every run that is not over. */
  List<CopyRun> runs() {
    List<CopyRun> runs = new ArrayList<>(sent);
    if (open != null) {
      runs.add(open);
    }
    return runs;
  }

  /** Returns the run that an entry belongs to, or null. */
  @Nullable CopyRun of(long seq) {
    for (CopyRun run : runs()) {
      if (run.unsent.containsKey(seq)) {
        return run;
      }
    }
    return null;
  }

  /** Returns the run that holds the others up: the one that is read, else the oldest sent. */
  @Nullable CopyRun current() {
    return open != null || sent.isEmpty() ? open : sent.get(0);
  }

  /** Returns the slots that are on their way. */
  int slots() {
    return runs().stream().mapToInt(run -> run.slots.size()).sum();
  }
}
