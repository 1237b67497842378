package miroir.gateway.writer;

import java.util.Map;
import java.util.TreeSet;
import miroir.cluster.SlotSet;
import miroir.gateway.lane.Lane;
import org.jspecify.annotations.Nullable;

/** What a member that is behind waits for, in words. Runs on the writer's loop. */
final class CopyWords {
  private final Map<String, Lane> lanes;
  private final Surroundings around;
  private final CopyBudget budget;
  private final Arrears arrears;

  CopyWords(Map<String, Lane> lanes, Surroundings around, CopyBudget budget, Arrears arrears) {
    this.lanes = lanes;
    this.around = around;
    this.budget = budget;
    this.arrears = arrears;
  }

  String of(SyncingMember member, CopyRun run) {
    return switch (run.phase) {
      case WAITING ->
          run.before.isEmpty()
              ? "waits for " + run.source + " to work off its queue"
              : "waits for the ends of " + run.before.size() + " writes under way";
      case READING -> "reads from " + run.source;
      case COMPARING ->
          run.comparing
              ? "looks for what " + member.node() + " has too much"
              : "waits for " + member.node() + " to work off its queue";
      case PIECES -> "reads a large slot in pieces from " + run.source;
      case SENDING ->
          run.unsent.isEmpty()
              ? "waits for the ends of its tail"
              : "waits for " + member.node() + " to take " + run.unsent.size() + " requests";
      case COMMITTING -> "waits for the coordinators";
      case OVER -> "begins the next run";
    };
  }

  /** What one waits for of which no run is under way. */
  String of(SyncingMember member, @Nullable MemberCopy copy) {
    Lane lane = lanes.get(member.node());
    if (lane == null || !lane.isOpen()) {
      return "waits for the lane of " + member.node();
    }
    if (member.dirty().isEmpty()) {
      int owed = arrears.owed(member.node());
      return owed > 0
          ? "waits for " + owed + " writes that it owes"
          : "waits to be admitted as in sync";
    }
    if (member.marks() == 0) {
      return "waits for the coordinators to count its marks";
    }
    return copy == null || copy.waitsFor.isEmpty() ? source(member) : "waits for " + copy.waitsFor;
  }

  private String source(SyncingMember member) {
    TreeSet<String> holders = new TreeSet<>();
    boolean open = false;
    boolean free = false;
    for (Map.Entry<String, SlotSet> holder : around.inSync().entrySet()) {
      if (holder.getValue().intersects(member.dirty())) {
        Lane from = lanes.get(holder.getKey());
        holders.add(holder.getKey());
        open |= from != null && from.isOpen();
        free |= from != null && from.isOpen() && budget.hasRoom(holder.getKey(), member.node());
      }
    }
    if (holders.isEmpty()) {
      return "waits for a copy in sync of its shards: none is left";
    }
    if (!open) {
      return "waits for the lane of " + String.join(", ", holders);
    }
    return free ? "begins a run" : "waits for its turn";
  }
}
