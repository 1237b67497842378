package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import miroir.gateway.lane.Lane;
import miroir.gateway.writer.CopyRun.Phase;
import miroir.gateway.writer.SyncingMember.TailWrite;
import org.jspecify.annotations.Nullable;

/**
 * Puts copies into the lanes of their targets, and knows what of them the nodes have not taken. On
 * the writer's loop.
 */
final class CopySending {
  private final List<Leftover> leftovers = new ArrayList<>();
  private final Map<String, Lane> lanes;
  private final Arrears arrears;
  private final CopyEntries entries;
  private final CopyBudget budget;
  private final Surroundings around;

  /** Entries of a run that is over: they stay in memory until the lane has got rid of them. */
  private record Leftover(String node, long lastSeq, long bytes) {}

  CopySending(
      Map<String, Lane> lanes,
      Arrears arrears,
      CopyEntries entries,
      CopyBudget budget,
      Surroundings around) {
    this.lanes = lanes;
    this.arrears = arrears;
    this.entries = entries;
    this.budget = budget;
    this.around = around;
  }

  /** Puts base, surplus, tail and marker into the target's lane, which is open, at once. */
  void send(
      MemberCopy copy,
      CopyRun run,
      Lane target,
      SlotReads.@Nullable Base base,
      Collection<String> there) {
    run.phase = Phase.SENDING;
    run.cut = SlotReads.newest(target);
    List<CopyEntries.Part> all = new ArrayList<>();
    String key = around.primaryKey();
    List<String> ids = List.copyOf(there);
    if (base != null && key != null) {
      all.addAll(entries.of(run.slots, base, ids, key, around.hasEmbedders()));
    } else {
      all.addAll(entries.deletions(run.slots, ids));
    }
    for (TailWrite write : run.target.tail()) {
      run.tail.add(write.op());
      all.add(entries.again(write.entry()));
    }
    CopyEntries.Part end = entries.end(run.slots);
    all.add(end);
    run.lastSeq = end.entry().seq();
    run.base = null;
    count(copy, run, all);
    run.target.closed();
    all.forEach(part -> target.enqueue(part.entry()));
  }

  /** Puts some documents of a large slot into the target's lane. */
  void documents(MemberCopy copy, CopyRun run, SlotReads.Base base, String primaryKey) {
    put(copy, run, entries.documents(run.slots, base, primaryKey));
  }

  /** Puts deletions of a large slot's documents there. */
  void deletions(MemberCopy copy, CopyRun run, List<String> ids) {
    put(copy, run, entries.deletions(run.slots, ids));
  }

  private void put(MemberCopy copy, CopyRun run, List<CopyEntries.Part> parts) {
    Lane target = lanes.get(run.target.node());
    if (target != null) {
      count(copy, run, parts);
      parts.forEach(part -> target.enqueue(part.entry()));
    }
  }

  private void count(MemberCopy copy, CopyRun run, List<CopyEntries.Part> parts) {
    long documents = run.documents;
    parts.forEach(run::counts);
    copy.documents += run.documents - documents;
    copy.throttle.sent((int) (run.documents - documents));
    holds(run, run.unsentBytes());
  }

  /** The target has taken an entry. Returns whether it is of this run. */
  boolean enqueued(CopyRun run, long seq, long nodeTask, int expected) {
    CopyEntries.Part part = run.unsent.remove(seq);
    if (part == null) {
      return false;
    }
    arrears.tookCopy(run.target.node(), run.slots, nodeTask, Math.max(part.documents(), expected));
    holds(run, run.unsentBytes());
    return true;
  }

  /** A run holds so many bytes from now on. */
  void holds(CopyRun run, long bytes) {
    budget.holds(bytes - run.heldBytes);
    run.heldBytes = bytes;
  }

  /** A run is over; what of it waits in the lane is held all the same. */
  void over(CopyRun run) {
    long last = run.unsent.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    long bytes = run.unsentBytes();
    holds(run, 0);
    if (bytes > 0) {
      budget.holds(bytes);
      leftovers.add(new Leftover(run.target.node(), last, bytes));
    }
  }

  /** Counts what lanes have got rid of. */
  void pump() {
    leftovers.removeIf(
        left -> {
          Lane lane = lanes.get(left.node);
          boolean gone = lane == null || lane.hasSentBelow(left.lastSeq + 1);
          budget.holds(gone ? -left.bytes : 0);
          return gone;
        });
  }

  void close() {
    leftovers.forEach(left -> budget.holds(-left.bytes));
    leftovers.clear();
  }
}
