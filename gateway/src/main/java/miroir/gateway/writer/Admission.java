package miroir.gateway.writer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.gateway.Limits;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes members that have everything back into the in-sync set (protocol.md, exact slot copy). From
 * a certain write on the member must answer before the client does; once it has applied all that
 * came before, nothing tells it from a member in sync, and the coordinators are asked to agree.
 * Runs on the writer's loop.
 */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final Map<String, Joining> joining = new HashMap<>();
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final SyncingMembers syncing;
  private final Arrears arrears;
  private final LongSupplier nextSeq;

  /** One member on its way in. */
  private static final class Joining {
    final long from;
    final long sinceNanos;
    final SlotSet slots;
    final long marks;
    final Barrier barrier;
    long cut;

    /** The coordinators may take it in, or have: it stays until they have said that they do not. */
    boolean proposed;

    boolean inFlight;
    boolean accepted;

    Joining(SyncingMember member, long from, long sinceNanos) {
      this.from = from;
      this.sinceNanos = sinceNanos;
      this.slots = member.admissible();
      this.marks = member.marks();
      this.barrier = new Barrier(from);
    }
  }

  /**
   * Makes one.
   *
   * @param nextSeq the number of the next write, which is not taken
   */
  Admission(
      LaneTerms terms,
      Map<String, Lane> lanes,
      SyncingMembers syncing,
      Arrears arrears,
      LongSupplier nextSeq) {
    this.terms = terms;
    this.lanes = lanes;
    this.syncing = syncing;
    this.arrears = arrears;
    this.nextSeq = nextSeq;
  }

  /** Goes on with whatever can go on. */
  void pump() {
    joining.keySet().removeIf(node -> syncing.of(node) == null);
    for (SyncingMember member : List.copyOf(syncing.all())) {
      Joining present = joining.get(member.node());
      Lane lane = lanes.get(member.node());
      boolean usable = lane != null && lane.isOpen() && isComplete(member);
      if (present == null) {
        if (usable && arrears.owed(member.node()) <= Limits.JOIN_OWED) {
          member.join();
          joining.put(
              member.node(), new Joining(member, nextSeq.getAsLong(), terms.clock().nanos()));
        }
      } else if (present.accepted) {
        leaveWhenShown(member, present);
      } else if (!present.proposed && (!usable || isOverdue(present))) {
        stop(member);
      } else if (lane != null) {
        goOn(member, lane, present);
      }
    }
  }

  /**
   * The view shows it in sync, or something later: until then writes wait for it. Perhaps with some
   * shards only: then the others join anew.
   */
  private void leaveWhenShown(SyncingMember member, Joining present) {
    boolean shown = !present.slots.minus(member.admissible()).isEmpty();
    if (member.marks() != present.marks || shown) {
      stop(member);
    }
  }

  private static boolean isComplete(SyncingMember member) {
    SlotSet wanted = member.admissible();
    return !wanted.isEmpty()
        && member.marks() > 0
        && !member.dirty().intersects(wanted)
        && !member.copying().intersects(wanted)
        && member.hasSettings();
  }

  private boolean isOverdue(Joining present) {
    return terms.clock().nanos() - present.sinceNanos > Limits.JOIN.toNanos();
  }

  private void stop(SyncingMember member) {
    member.leave();
    joining.remove(member.node());
  }

  private void goOn(SyncingMember member, Lane lane, Joining present) {
    if (present.proposed) {
      propose(member, present);
    } else if (present.barrier.isPassed(lane) && arrears.isProven(member.node(), present.from)) {
      present.cut = SlotReads.newest(lane);
      present.proposed = true;
      propose(member, present);
    }
  }

  private void propose(SyncingMember member, Joining present) {
    if (present.inFlight) {
      return;
    }
    present.inFlight = true;
    terms
        .proposer()
        .propose(
            new Command.AdmitReplicas(
                terms.index(),
                terms.epoch(),
                member.node(),
                present.cut,
                present.marks,
                present.slots),
            result -> {
              present.inFlight = false;
              if (result instanceof Proposer.Result.Replied replied) {
                if (replied.reply() instanceof Reply.Accepted) {
                  present.accepted = true;
                  LOG.info("index {}: {} is in sync again", terms.index(), member.node());
                } else if (joining.get(member.node()) == present) {
                  stop(member);
                }
              }
            });
  }
}
