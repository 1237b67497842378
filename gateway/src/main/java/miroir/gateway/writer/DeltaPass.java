package miroir.gateway.writer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.lane.Clock;
import miroir.gateway.lane.Lane;
import miroir.routing.RoutingView.Cutover;
import miroir.topology.Move;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what a migration's targets hold with a copy in sync, slot by slot and both ways, while
 * clients write (protocol.md, Comparing replicas). A difference counts where nothing was under way
 * when both were read; then the slot is dirty, is copied again, and compared again. On the writer's
 * loop.
 */
final class DeltaPass {
  private static final Logger LOG = LoggerFactory.getLogger(DeltaPass.class);

  private final Map<String, SlotSet> left = new TreeMap<>();
  private final Parts parts;
  private final long migration;
  private int most = Slot.COUNT;
  private SlotSet touched = SlotSet.NONE;
  private boolean asking;
  private long found;

  /** What it works with. */
  record Parts(
      SlotReads reads,
      Map<String, Lane> lanes,
      SyncingMembers syncing,
      Arrears arrears,
      CopyBounds bounds,
      Clock clock,
      Surroundings around,
      int shards) {}

  DeltaPass(Parts parts, Cutover cutover) {
    this.parts = parts;
    this.migration = cutover.migration();
    for (Move move : cutover.moves()) {
      if (!move.to().isEmpty()) {
        SlotSet slots = SlotSet.ofShard(move.shard(), parts.shards());
        left.merge(move.to(), slots, SlotSet::or);
      }
    }
  }

  /** Writes to these slots were begun. */
  void touched(SlotSet slots) {
    touched = touched.or(slots);
  }

  /** Returns the documents that differed, were missing or were too many. */
  long found() {
    return found;
  }

  /** Goes on; returns whether everything is equal. */
  boolean isOver() {
    left.values().removeIf(SlotSet::isEmpty);
    if (left.isEmpty() || parts.around.primaryKey() == null) {
      return true;
    }
    if (!asking) {
      for (String target : left.keySet()) {
        if (begin(target)) {
          break;
        }
      }
    }
    return false;
  }

  private boolean begin(String target) {
    SyncingMember member = parts.syncing.of(target);
    Lane lane = parts.lanes.get(target);
    if (member == null || lane == null || !isReadable(lane)) {
      return false;
    }
    // What is dirty is copied first.
    SlotSet clean = left.getOrDefault(target, SlotSet.NONE).and(member.live());
    for (Map.Entry<String, SlotSet> source : parts.around.inSync().entrySet()) {
      Lane from = parts.lanes.get(source.getKey());
      SlotSet run = Copier.some(clean.and(source.getValue()), most);
      if (!run.isEmpty() && from != null && isReadable(from) && from != lane) {
        read(target, lane, source.getKey(), from, run);
        return true;
      }
    }
    return false;
  }

  private static boolean isReadable(Lane lane) {
    return lane.isOpen() && lane.hasItsName();
  }

  private void read(String target, Lane lane, String source, Lane from, SlotSet run) {
    asking = true;
    touched = SlotSet.NONE;
    for (Op op : parts.around.underWay()) {
      touched = op.slots.values().stream().reduce(touched, SlotSet::or);
    }
    parts.reads.base(
        source,
        from,
        run,
        parts.bounds.runDocuments(),
        (old, size) -> {
          if (old == null) {
            tryLess(target, run, size);
            return;
          }
          parts.reads.base(
              target,
              lane,
              run,
              Integer.MAX_VALUE,
              (fresh, same) -> {
                if (fresh == null) {
                  tryLess(target, run, 2);
                } else {
                  compare(target, run, old, fresh);
                }
              });
        });
  }

  /** Too large for one answer, or its node was busy. */
  private void tryLess(String target, SlotSet run, double size) {
    if (run.size() == 1 && size > 1) {
      // It was copied piece by piece, exactly; it cannot be compared in one answer.
      LOG.info("migration {}: {} on {} is too large to be compared", migration, run, target);
      left.computeIfPresent(target, (node, slots) -> slots.minus(run));
    }
    most = Math.max(1, run.size() / 2);
    rest();
  }

  private void rest() {
    parts.clock.after(Limits.COPY_TICK.toMillis(), () -> asking = false);
  }

  private void compare(String target, SlotSet run, SlotReads.Base old, SlotReads.Base fresh) {
    String key = parts.around.primaryKey();
    List<String> ids = key == null ? List.of() : SlotDifference.ids(old, fresh, key);
    SlotSet differing = SlotSet.of(ids.stream().mapToInt(Slot::of).toArray());
    SlotSet quiet = differing.minus(touched);
    left.computeIfPresent(target, (node, slots) -> slots.minus(run.minus(differing)));
    most = (int) Math.min(Slot.COUNT, 2L * most);
    @Nullable SyncingMember member = parts.syncing.of(target);
    if (!quiet.isEmpty() && member != null) {
      long documents = ids.stream().filter(id -> quiet.contains(Slot.of(id))).count();
      found += documents;
      LOG.warn(
          "migration {}: {} documents on {} differ, and are copied again",
          migration,
          documents,
          target);
      parts.arrears.missed(target, null, quiet);
    }
    if (differing.isEmpty()) {
      asking = false;
    } else {
      rest();
    }
  }
}
