package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import miroir.gateway.Limits;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneState;
import miroir.gateway.lane.LaneTerms;

/** Makes the report of one writer. It changes nothing. Runs on the writer's loop. */
final class WriterWatch {
  private final LaneTerms terms;
  private final Map<String, Lane> lanes;
  private final SyncingMembers syncing;
  private final Outcomes outcomes;
  private final Registrar registrar;
  private final Copier copier;
  private final CopyWords words;

  WriterWatch(Upkeep.Parts parts, Copier copier, Surroundings around) {
    this.terms = parts.terms();
    this.lanes = parts.lanes();
    this.syncing = parts.syncing();
    this.outcomes = parts.outcomes();
    this.registrar = parts.registrar();
    this.copier = copier;
    this.words = new CopyWords(lanes, around, parts.budget(), parts.arrears());
  }

  /**
   * Returns what the writer does now.
   *
   * @param unregistered writes that are not registered, those without a place included
   */
  IndexReport report(boolean active, int unregistered) {
    long now = terms.clock().nanos();
    long oldest = Long.MAX_VALUE;
    Map<String, Integer> waiting = new HashMap<>();
    for (Op op : registrar.unregistered()) {
      oldest = Math.min(oldest, op.sinceNanos);
      op.waiting.forEach(node -> waiting.merge(node, 1, Integer::sum));
    }
    for (Op op : outcomes.following()) {
      oldest = Math.min(oldest, op.sinceNanos);
    }
    List<IndexReport.WriteInFlight> writes = new ArrayList<>();
    addOldest(writes, outcomes.following(), now);
    addOldest(writes, registrar.unregistered(), now);
    return new IndexReport(
        terms.index(),
        terms.epoch(),
        active,
        unregistered,
        outcomes.following().size(),
        oldest == Long.MAX_VALUE ? 0 : (now - oldest) / 1_000_000,
        List.copyOf(writes),
        lanes.entrySet().stream()
            .map(lane -> look(lane.getKey(), lane.getValue(), waiting))
            .toList(),
        syncing.all().stream().map(member -> look(member, now)).toList());
  }

  private void addOldest(List<IndexReport.WriteInFlight> writes, Collection<Op> ops, long now) {
    ops.stream().limit(Limits.REPORTED_WRITES).forEach(op -> writes.add(look(op, now)));
  }

  private IndexReport.WriteInFlight look(Op op, long now) {
    TreeSet<String> nodes = new TreeSet<>(op.taskUid < 0 ? op.waiting : op.owed());
    long age = (now - op.sinceNanos) / 1_000_000;
    return new IndexReport.WriteInFlight(
        op.seq, op.taskUid, age, op.kind, List.copyOf(nodes), why(op, nodes));
  }

  private String why(Op op, Set<String> nodes) {
    if (nodes.isEmpty()) {
      return op.taskUid < 0
          ? "waits for its registration, behind those before it"
          : "waits for its outcome to be committed, behind those before it";
    }
    return nodes.stream().map(node -> why(op, node)).collect(Collectors.joining(", "));
  }

  private String why(Op op, String node) {
    return switch (state(lanes.get(node))) {
      case OUT -> "the lane of " + node + " is out";
      case BROKEN -> "the lane of " + node + " is being cut";
      case CLOSED -> "the lane of " + node + " is closed";
      case OPEN ->
          op.taskUid < 0
              ? node + " has not taken it"
              : node + " works off its task " + op.nodeTasks.get(node);
    };
  }

  private static LaneState state(@org.jspecify.annotations.Nullable Lane lane) {
    if (lane == null) {
      return LaneState.CLOSED;
    }
    return lane.isOpen() ? LaneState.OPEN : lane.isOut() ? LaneState.OUT : LaneState.BROKEN;
  }

  private static IndexReport.LaneLook look(String node, Lane lane, Map<String, Integer> waiting) {
    return new IndexReport.LaneLook(
        node,
        state(lane),
        waiting.getOrDefault(node, 0),
        lane.tasks().size(),
        lane.tasks().oldestMillis());
  }

  private IndexReport.CopyLook look(SyncingMember member, long now) {
    MemberCopy copy = copier.copies.get(member.node());
    CopyRun run = copy == null ? null : copy.current();
    Pace pace = copier.progress.to(member.node());
    int dirty = member.dirty().size();
    int copying = copy == null ? 0 : copy.slots();
    return new IndexReport.CopyLook(
        member.node(),
        run == null ? "" : run.source,
        dirty,
        copying,
        pace.slots(),
        pace.documents(),
        pace.bytes(),
        pace.documentsPerSecond(now),
        pace.etaMillis(dirty + copying, now),
        run == null ? words.of(member, copy) : words.of(member, run));
  }
}
