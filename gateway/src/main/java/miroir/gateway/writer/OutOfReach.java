package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;

/**
 * Takes members out of the in-sync set whose logs a new writer cannot read: they may hold writes
 * that nobody knows. Not for shards of which no other copy is known. What the other logs show is
 * dirty there at once: by the time that such a member can be compared they are settled, and do not
 * show it any more. Runs on the writer's loop.
 */
final class OutOfReach {
  private static final long RETRY_MILLIS = 200;

  private final Map<String, SlotSet> takenOut = new HashMap<>();
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final Logs logs;
  private final Supplier<Targets> targets;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean proposing;
  private boolean closed;

  OutOfReach(LaneTerms terms, Map<String, Lane> lanes, Logs logs, Supplier<Targets> targets) {
    this.terms = terms;
    this.lanes = lanes;
    this.logs = logs;
    this.targets = targets;
  }

  /**
   * Returns whether there are copies in sync and none of them is known: then a writer can do
   * nothing. Where there are none at all, nothing is waited for: all is lost, or empty by an
   * operator's word.
   */
  boolean isEverything() {
    Targets now = targets.get();
    boolean some = now.all().values().stream().anyMatch(slots -> !slots.isEmpty());
    return some && known(now).isEmpty();
  }

  /** Takes one after another out; goes on when that is committed, whoever asked for it. */
  void takeOut(Runnable then) {
    waiting.add(then);
    if (!proposing) {
      next();
    }
  }

  private void next() {
    if (closed) {
      return;
    }
    Targets now = targets.get();
    for (String node : now.all().keySet()) {
      SlotSet before = takenOut.getOrDefault(node, SlotSet.NONE);
      // Another copy may have become known since the last time.
      SlotSet unknown = now.ownedBy(node).and(known(now)).minus(before);
      if (isOut(node) && !unknown.isEmpty()) {
        takenOut.put(node, before.or(unknown));
        propose(node, unknown);
        return;
      }
    }
    List<Runnable> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(Runnable::run);
  }

  private void propose(String node, SlotSet unknown) {
    proposing = true;
    terms
        .proposer()
        .propose(
            new Command.TakeOut(
                terms.index(), terms.epoch(), node, logs.lacked(node, List.of(), unknown), unknown),
            result -> {
              if (result instanceof Proposer.Result.Replied) {
                proposed();
              } else {
                takenOut.computeIfPresent(node, (id, slots) -> slots.minus(unknown));
                terms.clock().after(RETRY_MILLIS, this::proposed);
              }
            });
  }

  private void proposed() {
    proposing = false;
    next();
  }

  private boolean isOut(String node) {
    Lane lane = lanes.get(node);
    return lane == null || lane.isOut();
  }

  /** Returns the slots that some member holds in sync whose log is known. */
  private SlotSet known(Targets now) {
    SlotSet known = SlotSet.NONE;
    for (Map.Entry<String, SlotSet> member : now.all().entrySet()) {
      known = isOut(member.getKey()) ? known : known.or(member.getValue());
    }
    return known;
  }

  void close() {
    closed = true;
  }
}
