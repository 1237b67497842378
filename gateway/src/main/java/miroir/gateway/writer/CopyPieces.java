package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miroir.gateway.Limits;
import miroir.gateway.lane.Clock;
import miroir.gateway.lane.Lane;
import miroir.gateway.writer.CopyRun.Phase;
import miroir.gateway.writer.SyncingMember.TailWrite;

/**
 * Copies a slot that is larger than one answer may be: its ids from one answer, then the documents
 * by their ids, piece by piece into the target's lane while the tail stays open (protocol.md, Large
 * slots, says why that is exact). On the writer's loop.
 */
final class CopyPieces {
  private final Map<String, Lane> lanes;
  private final SlotReads reads;
  private final CopySending sending;
  private final CopyBounds bounds;
  private final Surroundings around;
  private final Clock clock;
  private final CopyFate fate;

  CopyPieces(
      Map<String, Lane> lanes,
      SlotReads reads,
      CopySending sending,
      CopyBounds bounds,
      Surroundings around,
      Clock clock,
      CopyFate fate) {
    this.lanes = lanes;
    this.reads = reads;
    this.sending = sending;
    this.bounds = bounds;
    this.around = around;
    this.clock = clock;
    this.fate = fate;
  }

  /** Begins, or begins again. */
  void begin(MemberCopy copy, CopyRun run) {
    run.phase = Phase.PIECES;
    if (run.large == null) {
      run.large = new LargeSlot();
    }
    goOn(copy, run);
  }

  /** Goes on when the node has answered that it waits for, or has taken the last piece. */
  void goOn(MemberCopy copy, CopyRun run) {
    LargeSlot large = run.large;
    String key = around.primaryKey();
    Lane source = lanes.get(run.source);
    Lane target = lanes.get(run.target.node());
    if (large == null || large.asking || !run.unsent.isEmpty()) {
      return;
    }
    if (source == null || !source.isOpen() || target == null || !target.isOpen() || key == null) {
      fate.abandon(copy, run, "one of its lanes broke");
      return;
    }
    if (!CopyReading.isInSync(run, around)) {
      fate.abandon(copy, run, "its source is not in sync any more");
      return;
    }
    if (!large.compared) {
      compare(copy, run, large, target, key);
    } else if (large.wanted == null) {
      list(copy, run, large, source, key);
    } else if (large.at < large.wanted.size()) {
      piece(copy, run, large, source, key);
    } else {
      end(copy, run, large, source);
    }
  }

  /** The target is asked before it gets the first piece, or that would seem its own. */
  private void compare(MemberCopy copy, CopyRun run, LargeSlot large, Lane target, String key) {
    if (!run.targetBarrier.isPassed(target)) {
      return;
    }
    large.asking = true;
    reads.ids(
        run.target.node(),
        target,
        run.slots,
        key,
        ids -> {
          if (answered(copy, run, large, ids == null, "its target could not be read")) {
            large.compared = true;
            large.there.addAll(ids == null ? List.of() : ids);
            goOn(copy, run);
          }
        });
  }

  private boolean answered(
      MemberCopy copy, CopyRun run, LargeSlot large, boolean failed, String why) {
    large.asking = false;
    if (run.phase != Phase.PIECES) {
      return false;
    }
    run.sinceNanos = clock.nanos();
    if (failed) {
      fate.abandon(copy, run, why);
    }
    return !failed;
  }

  private void list(MemberCopy copy, CopyRun run, LargeSlot large, Lane source, String key) {
    large.asking = true;
    reads.ids(
        run.source,
        source,
        run.slots,
        key,
        ids -> {
          if (answered(copy, run, large, ids == null, "its source could not be read")) {
            large.wanted = ids;
            if (around.hasEmbedders()) {
              // A vector of an old version would stay with the new one.
              sending.deletions(copy, run, List.copyOf(large.there));
              mark(run, large);
            }
            goOn(copy, run);
          }
        });
  }

  private static void mark(CopyRun run, LargeSlot large) {
    if (large.firstSeq == 0 && !run.unsent.isEmpty()) {
      large.firstSeq = run.unsent.keySet().stream().mapToLong(Long::longValue).min().orElse(0);
    }
  }

  private void piece(MemberCopy copy, CopyRun run, LargeSlot large, Lane source, String key) {
    List<String> wanted = large.wanted == null ? List.of() : large.wanted;
    int end = Math.min(wanted.size(), large.at + large.pieceIds);
    List<String> ids = new ArrayList<>(wanted.subList(large.at, end));
    large.asking = true;
    reads.documents(
        run.source,
        source,
        ids,
        base -> {
          if (!answered(copy, run, large, base == null, "its source could not be read")
              || base == null) {
            return;
          }
          large.at = end;
          large.pieceIds = next(ids.size(), base);
          large.found.addAll(base.ids(key));
          sending.documents(copy, run, base, key);
          mark(run, large);
          goOn(copy, run);
        });
  }

  /** As many as fit an answer, if they are like the last ones; more only step by step. */
  private int next(int ids, SlotReads.Base base) {
    long fit = bounds.runBytes() * ids / Math.max(1, base.body().length);
    long most = Math.min(fit, Math.min(bounds.runDocuments(), 8L * ids));
    return (int) Math.max(1, most);
  }

  /** What depends on content must not be replayed over pieces that may hold it. */
  private void end(MemberCopy copy, CopyRun run, LargeSlot large, Lane source) {
    if (run.target.tail().stream().noneMatch(TailWrite::dependsOnContent)) {
      send(copy, run, large);
      return;
    }
    large.asking = true;
    reads.oldestUnfinished(
        run.source,
        source,
        oldest -> {
          if (answered(copy, run, large, false, "")) {
            sendUnlessMixed(copy, run, large, oldest);
          }
        },
        () -> answered(copy, run, large, true, "its source could not be asked"));
  }

  private void sendUnlessMixed(MemberCopy copy, CopyRun run, LargeSlot large, long oldest) {
    if (!CopyReading.isMixed(run, oldest) && !hasReachedPieces(run, large)) {
      send(copy, run, large);
    } else if (run.reads >= Limits.COPY_READS) {
      fate.abandon(copy, run, "writes that depend on content come too fast");
    } else {
      large.again();
      run.awaitContentDependent();
    }
  }

  /**
   * Returns whether something that depends on content came behind a piece. To slots that are clean
   * it has gone at once, and a node knows no slots: it has met pieces as they were.
   */
  private static boolean hasReachedPieces(CopyRun run, LargeSlot large) {
    return large.firstSeq > 0
        && run.target.tail().stream()
            .anyMatch(write -> write.dependsOnContent() && write.op().seq > large.firstSeq);
  }

  private void send(MemberCopy copy, CopyRun run, LargeSlot large) {
    List<String> surplus = large.there.stream().filter(id -> !large.found.contains(id)).toList();
    fate.send(copy, run, null, surplus);
  }
}
