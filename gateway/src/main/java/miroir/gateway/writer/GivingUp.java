package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;
import miroir.gateway.lane.Lane;

/**
 * An operator gives up a write that does not get on: it is told as failed, with {@code
 * miroir_outcome_unknown}, and members that may hold it or not get its slots dirty. Where a shard
 * would lose its last copies in sync, one of them stays what counts, whatever it has of the write
 * (I4), and all others are dirty there. Runs on the writer's loop.
 */
final class GivingUp {
  private final Outcomes outcomes;
  private final Registrar registrar;
  private final Map<String, Lane> lanes;
  private final Supplier<Targets> targets;
  private final BiConsumer<String, SlotSet> spoiled;

  /**
   * Makes one.
   *
   * @param spoiled told that copies of these slots from this node prove nothing
   */
  GivingUp(Upkeep.Parts parts, BiConsumer<String, SlotSet> spoiled) {
    this.outcomes = parts.outcomes();
    this.registrar = parts.registrar();
    this.lanes = parts.lanes();
    this.targets = parts.sequencer()::targets;
    this.spoiled = spoiled;
  }

  /** Gives up the write of a task. */
  GivenUp task(long taskUid, String reason) {
    return first(
        outcomes.following().stream(),
        op -> op.taskUid == taskUid,
        "task " + taskUid + " is not under way here",
        reason);
  }

  /** Gives up the oldest write under way that touches a slot. */
  GivenUp slot(int slot, String reason) {
    return first(
        Stream.concat(outcomes.following().stream(), registrar.unregistered().stream()),
        op -> op.slots.values().stream().anyMatch(slots -> slots.contains(slot)),
        "no write of that document is under way",
        reason);
  }

  private GivenUp first(Stream<Op> ops, Predicate<Op> which, String none, String reason) {
    List<Op> found = ops.filter(which).limit(1).toList();
    if (found.isEmpty()) {
      return new GivenUp(false, none);
    }
    Op op = found.get(0);
    ApiError failure = WriteErrors.givenUp(reason);
    return op.taskUid < 0 ? unregistered(op, failure) : registered(op, failure);
  }

  /** It is registered as failed, by the way of any write that members have missed. */
  private GivenUp unregistered(Op op, ApiError failure) {
    String name = "write " + op.seq;
    if (op.waiting.isEmpty()) {
      return new GivenUp(false, name + " waits for no node, but for its registration");
    }
    TreeMap<String, SlotSet> lacking = new TreeMap<>(op.missed);
    op.waiting.forEach(node -> lacking.put(node, op.slots.getOrDefault(node, SlotSet.NONE)));
    if (op.kind == TaskKind.SETTINGS_UPDATE && !targets.get().lost(lacking).isEmpty()) {
      return new GivenUp(
          false,
          name
              + " changes settings, and a last copy in sync has not answered: nothing would say"
              + " which settings count");
    }
    List<String> waited = List.copyOf(op.waiting);
    op.waiting.clear();
    giveUp(op, lacking, failure);
    registrar.pump();
    return new GivenUp(true, name + " is given up; it was waiting for " + waited);
  }

  private GivenUp registered(Op op, ApiError failure) {
    String name = "task " + op.taskUid;
    List<String> owed = new ArrayList<>(op.owed());
    if (owed.isEmpty()) {
      return new GivenUp(false, name + " waits for no node, but for those before it");
    }
    TreeMap<String, SlotSet> lacking = new TreeMap<>();
    owed.forEach(node -> lacking.put(node, op.slots.getOrDefault(node, SlotSet.ALL)));
    op.gone.addAll(owed);
    giveUp(op, lacking, failure);
    outcomes.pump();
    return new GivenUp(true, name + " is given up; it was waiting for " + owed);
  }

  private void giveUp(Op op, SortedMap<String, SlotSet> lacking, ApiError failure) {
    op.lacking = lacking;
    op.failure = op.failure == null ? failure : op.failure;
    lacking.forEach(spoiled);
  }

  /**
   * Returns what is dirty, and where, if a write that was given up is committed now: with its
   * registration or its outcome, so that no next writer can miss it. Of a shard of which every copy
   * in sync may lack it one stays, whatever it has; who has the write differs from that one.
   *
   * @param lacking who may lack what of it
   */
  Map<String, SlotSet> marks(Op op, Map<String, SlotSet> lacking) {
    Targets now = targets.get();
    SlotSet lost = now.lost(lacking);
    Map<String, SlotSet> kept = now.survivors(lacking, reachable());
    TreeMap<String, SlotSet> marks = new TreeMap<>(lacking);
    marks.replaceAll((node, slots) -> slots.minus(kept.getOrDefault(node, SlotSet.NONE)));
    Set<String> holders = new TreeSet<>(op.nodeTasks.keySet());
    holders.addAll(op.owes);
    holders.removeAll(lacking.keySet());
    for (String node : holders) {
      SlotSet differs = op.slots.getOrDefault(node, SlotSet.NONE).and(lost);
      marks.merge(node, differs, SlotSet::or);
    }
    marks.values().removeIf(SlotSet::isEmpty);
    return marks;
  }

  /** A copy that answers is of more use than one that is away. */
  private Set<String> reachable() {
    Set<String> reachable = new TreeSet<>();
    lanes.forEach(
        (node, lane) -> {
          if (lane.isOpen()) {
            reachable.add(node);
          }
        });
    return reachable;
  }
}
