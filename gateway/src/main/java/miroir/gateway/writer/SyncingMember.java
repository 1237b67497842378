package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.lane.Entry;
import miroir.routing.RoutingView.Behind;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * A member with replicas that are not in sync, as its writer knows it: what must be copied, what is
 * being copied, and what gets live writes already (protocol.md W3). Between views the writer knows
 * better than the coordinators tell: it proposes every mark and every copy itself. Touched on the
 * writer's loop only.
 */
final class SyncingMember {
  private final String node;
  private final List<TailWrite> tail = new ArrayList<>();
  private long tailBytes;
  private SlotSet owned = SlotSet.NONE;
  private SlotSet dirty = SlotSet.NONE;
  private SlotSet copying = SlotSet.NONE;
  private long marks;
  private boolean shown;
  private SlotSet admissible = SlotSet.NONE;
  private SlotSet joining = SlotSet.NONE;
  private boolean settings;
  private boolean everSent;
  private boolean disturbed = true;
  private long settingsAtNanos;

  /**
   * A write that came while its slots were copied.
   *
   * @param op the write
   * @param entry what the member gets of it, behind the copy
   * @param dependsOnContent whether it must not be replayed over a state that may hold it already
   */
  record TailWrite(Op op, Entry entry, boolean dependsOnContent) {}

  SyncingMember(String node) {
    this.node = node;
  }

  String node() {
    return node;
  }

  /** Follows the view. Returns whether what is being copied is worth nothing any more. */
  boolean follow(IndexRoute route, Behind behind) {
    SlotSet before = owned;
    owned = held(route, node, SyncingMember::receives);
    admissible = held(route, node, state -> state.isOwn() && receives(state));
    boolean marked = !shown || marks != behind.marks();
    shown = true;
    marks = behind.marks();
    // What was copied since the last mark is still listed, so only new marks and slots count.
    SlotSet fresh = marked ? owned : owned.minus(before);
    dirty = dirty.or(behind.dirty().and(fresh));
    disturbed |= !behind.dirty().and(fresh).isEmpty();
    // What it has no replica of any more must not be copied to it: nobody would delete it again.
    return copying.intersects(dirty) || !copying.minus(owned).isEmpty();
  }

  /** What is being cleared gets nothing any more. */
  private static boolean receives(ReplicaState state) {
    return state != ReplicaState.IN_SYNC && state != ReplicaState.CLEARING;
  }

  private static SlotSet held(IndexRoute route, String node, Predicate<ReplicaState> wanted) {
    SlotSet slots = SlotSet.NONE;
    for (List<List<Replica>> rows : route.placement().values()) {
      for (int shard = 0; shard < rows.size(); shard++) {
        for (Replica replica : rows.get(shard)) {
          if (replica.node().equals(node) && wanted.test(replica.state())) {
            slots = slots.or(SlotSet.ofShard(shard, route.shards()));
          }
        }
      }
    }
    return slots;
  }

  /** It missed something: these slots must be copied. */
  void mark(SlotSet slots) {
    dirty = dirty.or(slots);
    disturbed = true;
  }

  /** Returns the slots of replicas that are not in sync. */
  SlotSet owned() {
    return owned;
  }

  /** Returns those of them that are to be in sync; the others come or go by a migration. */
  SlotSet admissible() {
    return admissible;
  }

  /** Returns what must be copied and is not being copied. */
  SlotSet dirty() {
    return dirty.minus(copying).and(owned);
  }

  /**
   * Returns what live writes go to. A member that joins may be in sync already, as far as anybody
   * can know: it gets everything, whatever has been marked meanwhile.
   */
  SlotSet live() {
    return owned.and(joining).or(owned.minus(dirty).minus(copying));
  }

  /** Returns whether live writes of a slot go to it. */
  boolean isLive(int slot) {
    return owned.contains(slot)
        && (joining.contains(slot) || (!dirty.contains(slot) && !copying.contains(slot)));
  }

  boolean isCopying(int slot) {
    return copying.contains(slot);
  }

  /** Returns the slots of the open tail. */
  SlotSet copying() {
    return copying;
  }

  /** Returns the number of marks that the coordinators told last. */
  long marks() {
    return marks;
  }

  /** Opens the tail of a copy: from now on every write to these slots is kept for it. */
  void open(SlotSet run) {
    copying = run;
    dirty = dirty.minus(run);
  }

  void keep(TailWrite write) {
    tail.add(write);
    tailBytes += write.entry().bytes();
  }

  /** Returns whether more is kept for the copy than may be. */
  boolean hasLongTail(int mostWrites) {
    return tail.size() > mostWrites || tailBytes > Limits.TAIL_BYTES;
  }

  /** What its source has ended before it is read is in the base. */
  void dropEnded(String source) {
    tail.removeIf(write -> write.op().ended.containsKey(source));
    tailBytes = tail.stream().mapToLong(write -> write.entry().bytes()).sum();
  }

  /**
   * Returns whether its lane may hold more for its dirty slots than when this was asked last: live
   * writes go to clean slots only, and copies leave theirs clean.
   */
  boolean takeDisturbed() {
    boolean was = disturbed || isJoining();
    disturbed = false;
    return was;
  }

  List<TailWrite> tail() {
    return tail;
  }

  /** The copy is in the lane, its tail behind it: live writes follow from now on. */
  void closed() {
    copying = SlotSet.NONE;
    tail.clear();
    tailBytes = 0;
  }

  /** The copy whose tail is open is worth nothing. */
  void abandoned(SlotSet run) {
    again(run);
    closed();
  }

  /** What was copied is worth nothing. */
  void again(SlotSet run) {
    dirty = dirty.or(run);
    disturbed = true;
  }

  /**
   * Called by its admission alone: from now on it must answer every write before the client does,
   * as if it were in sync.
   */
  void join() {
    joining = admissible;
  }

  /** Called by its admission alone: it is not in sync, nor will be by what was proposed. */
  void leave() {
    joining = SlotSet.NONE;
    disturbed = true;
  }

  boolean isJoining() {
    return !joining.isEmpty();
  }

  /** Returns whether its lane holds every setting, in its place of the order. */
  boolean hasSettings() {
    return settings;
  }

  /** Returns whether all settings must be sent, and may: after a failure only after a rest. */
  boolean needsSettings(long nowNanos) {
    boolean rested = !everSent || nowNanos - settingsAtNanos >= Limits.COPY_PAUSE.toNanos();
    return !settings && rested;
  }

  /** Its lane holds every setting from now on. */
  void sendsSettings(long nowNanos) {
    settings = true;
    everSent = true;
    settingsAtNanos = nowNanos;
  }

  /** It has missed a setting, or may have. */
  void missedSettings() {
    settings = false;
  }
}
