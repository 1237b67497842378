package miroir.gateway.writer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.lane.Lane;
import miroir.gateway.writer.CopyRun.Phase;
import miroir.gateway.writer.SyncingMember.TailWrite;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs: waits for the source, takes one consistent answer, and looks what the target holds
 * beyond it (protocol.md, exact slot copy). On the writer's loop.
 */
final class CopyReading {
  private final Map<String, Lane> lanes;
  private final SlotReads reads;
  private final CopyBudget budget;
  private final Surroundings around;
  private final CopyPieces pieces;
  private final CopyFate fate;

  CopyReading(
      Map<String, Lane> lanes,
      SlotReads reads,
      CopyBudget budget,
      Surroundings around,
      CopyPieces pieces,
      CopyFate fate) {
    this.lanes = lanes;
    this.reads = reads;
    this.budget = budget;
    this.around = around;
    this.pieces = pieces;
    this.fate = fate;
  }

  /** Begins a run, or goes on with what it waits for. */
  void goOn(MemberCopy copy, CopyRun run) {
    switch (run.phase) {
      case WAITING -> readWhenEnded(copy, run);
      case COMPARING -> compareWhenEnded(copy, run);
      case PIECES -> pieces.goOn(copy, run);
      default -> {}
    }
  }

  private void readWhenEnded(MemberCopy copy, CopyRun run) {
    run.before.removeIf(op -> op.done);
    Lane source = lanes.get(run.source);
    if (!run.before.isEmpty()) {
      return;
    }
    if (source == null || !source.isOpen() || !isInSync(run, around)) {
      fate.abandon(copy, run, "its source is not in sync any more");
      return;
    }
    if (!run.sourceBarrier.isPassed(source)) {
      return;
    }
    run.phase = Phase.READING;
    run.reads++;
    run.target.dropEnded(run.source);
    int most = copy.throttle.runDocuments(budget.bounds().runDocuments());
    reads.base(
        run.source,
        source,
        run.slots,
        run.slots.size() > 1 ? most : budget.bounds().runDocuments(),
        (base, size) -> {
          if (run.phase != Phase.READING) {
            return;
          }
          if (size <= 1) {
            read(copy, run, source, base);
          } else if (run.slots.size() > budget.bounds().finestSlots()) {
            fate.makeFiner(copy, run, size);
          } else {
            pieces.begin(copy, run);
          }
        });
  }

  static boolean isInSync(CopyRun run, Surroundings around) {
    SlotSet held = around.inSync().getOrDefault(run.source, SlotSet.NONE);
    return run.slots.minus(held).isEmpty();
  }

  private void read(MemberCopy copy, CopyRun run, Lane source, SlotReads.@Nullable Base base) {
    if (base == null) {
      readLess(copy, run);
      fate.abandon(copy, run, "its source could not be read");
      return;
    }
    if (run.target.tail().stream().noneMatch(TailWrite::dependsOnContent)) {
      compare(copy, run, base);
      return;
    }
    reads.oldestUnfinished(
        run.source,
        source,
        oldest -> {
          if (run.phase == Phase.READING) {
            readAgainIfMixed(copy, run, base, oldest);
          }
        },
        () -> fate.abandon(copy, run, "its source could not be asked"));
  }

  /** What depends on content must not be replayed over a base that may hold it. */
  private void readAgainIfMixed(MemberCopy copy, CopyRun run, SlotReads.Base base, long oldest) {
    boolean mixed = isMixed(run, oldest);
    if (!mixed) {
      compare(copy, run, base);
    } else if (run.reads >= Limits.COPY_READS) {
      fate.abandon(copy, run, "writes that depend on content come too fast");
    } else {
      run.awaitContentDependent();
      readWhenEnded(copy, run);
    }
  }

  /**
   * Returns whether what was read may hold something that depends on content and is in the tail.
   *
   * @param oldest the oldest task that the source had not ended when all was read
   */
  static boolean isMixed(CopyRun run, long oldest) {
    return run.target.tail().stream()
        .filter(TailWrite::dependsOnContent)
        .map(write -> write.op().nodeTasks.get(run.source))
        .anyMatch(task -> task == null || task < oldest);
  }

  /** Looks for the target's surplus over a base. */
  void compare(MemberCopy copy, CopyRun run, SlotReads.Base base) {
    run.phase = Phase.COMPARING;
    run.base = base;
    compareWhenEnded(copy, run);
  }

  private void compareWhenEnded(MemberCopy copy, CopyRun run) {
    Lane target = lanes.get(run.target.node());
    String key = around.primaryKey();
    SlotReads.Base base = run.base;
    if (target == null || key == null || base == null) {
      fate.abandon(copy, run, "its target is gone");
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
            readLess(copy, run);
            fate.abandon(copy, run, "its target could not be read");
          } else {
            fate.send(copy, run, base, withPieces(run, ids));
          }
        });
  }

  /** Perhaps it holds more than an answer can, or than its node can read in time. */
  private static void readLess(MemberCopy copy, CopyRun run) {
    copy.most = Math.max(1, run.slots.size() / 2);
  }

  /** Pieces that went out before the slot was small again may still be on their way. */
  private static List<String> withPieces(CopyRun run, List<String> ids) {
    LargeSlot large = run.large;
    if (large == null) {
      return ids;
    }
    Set<String> there = new HashSet<>(ids);
    there.addAll(large.there);
    return List.copyOf(there);
  }
}
