package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;

/**
 * An operator gives up a write that does not get on: it is told as failed, with {@code
 * miroir_outcome_unknown}, and members that may hold it or not get its slots dirty. Where a shard
 * would lose its last copies in sync, one of them stays what counts, whatever it has of the write
 * (I4), and all others are dirty there. Runs on the writer's loop.
 */
final class GivingUp {
  private final OpenWrites open;
  private final Outcomes outcomes;
  private final Registrar registrar;
  private final SyncingMembers syncing;
  private final Arrears arrears;
  private final Sequencer sequencer;
  private final BiConsumer<String, SlotSet> spoiled;

  /**
   * Makes one.
   *
   * @param spoiled told that copies of these slots from this node prove nothing
   */
  GivingUp(Upkeep.Parts parts, BiConsumer<String, SlotSet> spoiled) {
    this.open = parts.open();
    this.outcomes = parts.outcomes();
    this.registrar = parts.registrar();
    this.syncing = parts.syncing();
    this.arrears = parts.arrears();
    this.sequencer = parts.sequencer();
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
    Map<String, SlotSet> missed = new TreeMap<>(op.missed);
    op.waiting.forEach(node -> missed.put(node, op.slots.getOrDefault(node, SlotSet.NONE)));
    SlotSet lost = sequencer.targets().lost(missed);
    Map<String, SlotSet> kept = sequencer.targets().survivors(missed, op.nodeTasks.keySet());
    if (op.kind == TaskKind.SETTINGS_UPDATE && !lost.isEmpty()) {
      return new GivenUp(
          false,
          name
              + " changes settings, and a last copy in sync has not answered: nothing would say"
              + " which settings count");
    }
    List<String> waited = List.copyOf(op.waiting);
    missed.forEach(spoiled);
    missed.replaceAll((node, slots) -> slots.minus(kept.getOrDefault(node, SlotSet.NONE)));
    missed.values().removeIf(SlotSet::isEmpty);
    op.missed.clear();
    op.missed.putAll(missed);
    op.waiting.clear();
    op.failure = op.failure == null ? failure : op.failure;
    // A miss is dropped when it is registered; a last copy misses nothing, and is told here.
    waited.stream()
        .filter(node -> !op.missed.containsKey(node))
        .forEach(node -> open.drop(node, op.seq));
    markBehind(op, lost);
    registrar.pump();
    return new GivenUp(true, name + " is given up; it was waiting for " + waited);
  }

  private GivenUp registered(Op op, ApiError failure) {
    String name = "task " + op.taskUid;
    List<String> owed = new ArrayList<>(op.owed());
    if (owed.isEmpty()) {
      return new GivenUp(false, name + " waits for no node, but for those before it");
    }
    Map<String, SlotSet> missed = new TreeMap<>();
    owed.forEach(node -> missed.put(node, op.slots.getOrDefault(node, SlotSet.ALL)));
    SlotSet lost = sequencer.targets().lost(missed);
    Map<String, SlotSet> kept = sequencer.targets().survivors(missed, op.ended.keySet());
    missed.forEach(
        (node, slots) -> {
          op.gone.add(node);
          op.slots.put(node, slots.minus(kept.getOrDefault(node, SlotSet.NONE)));
          spoiled.accept(node, slots);
        });
    op.failure = op.failure == null ? failure : op.failure;
    markBehind(op, lost);
    outcomes.pump();
    return new GivenUp(true, name + " is given up; it was waiting for " + owed);
  }

  /** Where the last copy counts, whatever it has, others may have something else. */
  private void markBehind(Op op, SlotSet lost) {
    for (String node : List.copyOf(op.owes)) {
      SlotSet differs = op.slots.getOrDefault(node, SlotSet.NONE).and(lost);
      if (!differs.isEmpty()) {
        arrears.missed(node, op, differs);
      }
    }
    for (String node : op.ended.keySet()) {
      SlotSet differs = op.slots.getOrDefault(node, SlotSet.NONE).and(lost);
      if (!differs.isEmpty() && syncing.of(node) != null) {
        arrears.missed(node, null, differs);
      }
    }
  }
}
