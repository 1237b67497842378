package miroir.gateway.lane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/**
 * The writer's FIFO to one node: one request in flight, in sequence order, waiting neighbours
 * joined (protocol.md, Names, lanes, cuts). A missing answer breaks it; a cut heals it in place.
 * Runs on the writer's loop only.
 */
public final class Lane {
  private static final long RETRY_MILLIS = 50;
  private static final long OUT_RETRY_MILLIS = 1_000;

  private final TreeMap<Long, Entry> waiting = new TreeMap<>();
  private final Found found = new Found();
  private final Kept kept = new Kept();
  private final LaneTerms terms;
  private final String node;
  private final LaneOwner owner;
  private final Follower follower;
  private final LaneNames names;
  private final Trouble trouble;
  private final Known known;
  private final Doubt doubt;
  private LaneState state;
  private final Flight flight = new Flight();
  private boolean compared;
  private long request;
  private @Nullable Cut cut;

  private Lane(
      LaneTerms terms,
      String node,
      LaneOwner owner,
      List<Long> names,
      Known known,
      LaneState state) {
    this.terms = terms;
    this.node = node;
    this.owner = owner;
    this.names = new LaneNames(terms, node, names);
    this.trouble = new Trouble(terms);
    this.known = known;
    this.state = state;
    this.compared = state == LaneState.OPEN;
    this.follower =
        new Follower(terms, node, this.names::physical, known, this::ended, this::suspect);
    this.doubt = new Doubt(node, owner, known, follower);
  }

  /** Returns a lane in which there is nothing to cut: new, or passed on open and drained. */
  public static Lane open(
      LaneTerms terms, String node, LaneOwner owner, List<Long> names, Known known) {
    return new Lane(terms, node, owner, names, known, LaneState.OPEN);
  }

  /** Returns the lane of a lease that was taken over: it is broken, and opens by its cut. */
  public static Lane takenOver(
      LaneTerms terms, String node, LaneOwner owner, List<Long> names, Known known) {
    Lane lane = new Lane(terms, node, owner, names, known, LaneState.BROKEN);
    lane.broken();
    return lane;
  }

  /** Returns the cuts whose names the index may bear here, ascending. */
  public List<Long> cuts() {
    return names.all();
  }

  /** Returns the node tasks that this lane has told of. */
  public Follower tasks() {
    return follower;
  }

  /** Returns whether nothing before a number waits to be taken by the node. */
  public boolean hasSentBelow(long seq) {
    boolean waits = !waiting.isEmpty() && waiting.firstKey() < seq;
    return !waits && kept.lets(seq) && !flight.hasBelow(seq);
  }

  /** Returns whether entries are sent. */
  public boolean isOpen() {
    return state == LaneState.OPEN;
  }

  /** Returns whether all that it ever sent was answered, and nothing waits or is in doubt. */
  public boolean isDrained() {
    boolean settled =
        names.all().size() == 1 && !names.begun() && hasItsName() && !doubt.isUnderWay();
    boolean empty = waiting.isEmpty() && flight.isEmpty() && kept.isEmpty() && follower.isIdle();
    return isOpen() && settled && empty;
  }

  /** Returns whether entries are refused as missed. */
  public boolean isOut() {
    return state == LaneState.OUT;
  }

  /**
   * Adds an entry behind the others; one that the lane cannot take is told as missed at once, and
   * kept until the owner decides on it.
   */
  public void enqueue(Entry entry) {
    if (state == LaneState.OUT) {
      kept.add(List.of(entry));
      owner.out(node, List.of(entry.seq()));
    } else if (state != LaneState.CLOSED) {
      waiting.put(entry.seq(), entry);
      pump();
    }
  }

  /** Says that a miss is recorded, or a write given up: its entry is not wanted, nor sent again. */
  public void drop(long seq) {
    kept.drop(seq);
    found.drop(seq);
    waiting.remove(seq);
    flight.drop(seq);
    pump();
  }

  /** Says that a missed write must reach this member after all, in its place of the order. */
  public void want(long seq) {
    kept.want(seq);
    pump();
  }

  /** Says that everything on the node up to a task is registered, and its outcome committed. */
  public void settled(Position position) {
    known.settled(position);
  }

  /** Returns the node task that a settled position must stay below; before the first cut, any. */
  public long settleBelow() {
    return compared ? names.settleBelow() : 0;
  }

  /** Returns whether the index is known to bear its newest name on the node. */
  public boolean hasItsName() {
    return settleBelow() == Long.MAX_VALUE;
  }

  /** Returns what the node has told, by which it can show that it is the same database. */
  public Position newestKnown() {
    return known.newest();
  }

  /** The node seems to be another database: nothing counts before a cut has shown what it is. */
  public void suspect() {
    if (state == LaneState.OPEN) {
      broken();
    }
  }

  /** Stops for good: the lease is gone. What is on its way may still arrive at the node. */
  public void close() {
    state = LaneState.CLOSED;
    follower.stop();
    names.close();
    if (cut != null) {
      cut.stop();
    }
  }

  private void pump() {
    if (state != LaneState.OPEN || !flight.isEmpty()) {
      return;
    }
    kept.takeWanted().forEach(entry -> waiting.put(entry.seq(), entry));
    tellFound();
    if (!maySend() || !flight.isEmpty() || follower.size() >= Limits.LANE_TASKS) {
      return;
    }
    flight.begin(Joining.take(waiting, next -> kept.lets(next.seq()) && !found.has(next.seq())));
    send();
  }

  private boolean maySend() {
    return !waiting.isEmpty() && kept.lets(waiting.firstKey());
  }

  /** What a cut found in the log is there for ever, and is not sent again. */
  private void tellFound() {
    while (maySend() && found.has(waiting.firstKey())) {
      Found.Part part = found.take(waiting, this::maySend);
      told(part.entries(), part.task().position(), part.isWhole());
    }
  }

  private void send() {
    long number = ++request;
    NodeApi.Request next =
        flight.step.request(node, "/indexes/" + names.newest(), terms.epoch(), flight.entries());
    terms.nodes().send(next, answer -> answered(number, answer));
  }

  /** An answer counts only for the very request that it belongs to. */
  private void answered(long number, NodeApi.Answer answer) {
    if (number != request || state != LaneState.OPEN) {
      return;
    }
    if (answer instanceof NodeApi.Answer.Answered answered) {
      if (answered.status() == 202) {
        accepted(Json.tree(answered.body()));
      } else {
        refused(NodeRefusal.of(answered));
      }
    } else if (answer instanceof NodeApi.Answer.NotSent) {
      again();
    } else {
      broken();
    }
  }

  private void accepted(JsonNode summary) {
    trouble.end();
    Entry first = flight.entries().get(0);
    Position told = NodeTask.told(summary);
    if (!known.tells(told)) {
      broken();
      return;
    }
    if (flight.step == Step.WRITE) {
      flight.taken();
      told(flight.entries(), told, true);
    }
    if (flight.step == Step.WRITE && !first.tagged()) {
      flight.step = Step.MARKER;
      send();
    } else if (flight.step != Step.SEPARATOR && first.risky()) {
      flight.step = Step.SEPARATOR;
      send();
    } else {
      flight.end();
      pump();
    }
  }

  /** The node has these entries in one task: {@code whole} if nothing else is in it. */
  private void told(List<Entry> entries, Position nodeTask, boolean whole) {
    int expected = whole ? Payload.expected(entries) : -1;
    follower.add(nodeTask);
    entries.forEach(entry -> owner.enqueued(node, entry.seq(), nodeTask.uid(), expected));
  }

  private void refused(NodeRefusal refusal) {
    if (refusal.nodeFault() || flight.step != Step.WRITE) {
      again();
      return;
    }
    List<Entry> over = flight.entries();
    flight.end();
    over.forEach(entry -> owner.refused(node, entry.seq(), refusal.error()));
    pump();
  }

  /** A refusal, or a request that never left: definite, so it is sent again, for a while. */
  private void again() {
    if (trouble.isOverdue()) {
      goOut();
      return;
    }
    long refused = request;
    terms.clock().after(RETRY_MILLIS, () -> sendAgain(refused));
  }

  private void sendAgain(long refused) {
    if (state != LaneState.OPEN || request != refused || flight.isEmpty()) {
      return;
    }
    flight.again();
    if (flight.isEmpty()) {
      pump();
    } else {
      send();
    }
  }

  /**
   * A silent node answers no request of a cut either: what waits is missed in time all the same.
   */
  private void broken() {
    state = terms.turned(node, state, LaneState.BROKEN, names);
    trouble.isOverdue();
    startCut();
    terms
        .clock()
        .after(
            terms.repairMillis() + 1,
            () -> {
              if (state == LaneState.BROKEN && trouble.isOverdue()) {
                missAll();
              }
            });
  }

  private void startCut() {
    if (state == LaneState.CLOSED) {
      return;
    }
    Cut fresh =
        new Cut(
            terms,
            node,
            names.all(),
            names.begun(),
            known.settled().uid(),
            known.all(),
            log -> compared ? SlotSet.NONE : owner.compare(node, log),
            this::healed,
            this::notHealed,
            this::notSame);
    cut = fresh;
    fresh.start();
  }

  private void notHealed(List<Long> namesNow) {
    names.tried(namesNow);
    if (state == LaneState.CLOSED) {
      return;
    }
    if (state == LaneState.BROKEN && trouble.isOverdue()) {
      goOut();
    } else {
      terms.clock().after(state == LaneState.OUT ? OUT_RETRY_MILLIS : RETRY_MILLIS, this::startCut);
    }
  }

  /**
   * The node has lost what it told of, perhaps no more than that: everything is dirty, then the
   * lane goes on from what the coordinators know. If that is gone too, the leader finds out.
   */
  private void notSame(List<Long> namesNow) {
    doubt.begin();
    notHealed(namesNow);
  }

  private void goOut() {
    missAll();
    terms.clock().after(OUT_RETRY_MILLIS + names.restMillis(), this::startCut);
  }

  private void missAll() {
    state = terms.turned(node, state, LaneState.OUT, names);
    List<Entry> missed = new ArrayList<>(flight.wanted());
    missed.addAll(waiting.values());
    flight.end();
    waiting.clear();
    kept.add(missed);
    owner.out(node, missed.stream().map(Entry::seq).toList());
  }

  /** What was under way is in the log, or never will be: then it is sent again, in order. */
  private void healed(Cut.Healed result) {
    if (state == LaneState.CLOSED) {
      return;
    }
    names.cut(result.names(), result.firstRename());
    flight.wanted().forEach(entry -> waiting.put(entry.seq(), entry));
    flight.end();
    found.learn(result.ofEpoch(terms.epoch()));
    found.keepOnly(seq -> waiting.containsKey(seq) || kept.seqs().contains(seq));
    state = terms.turned(node, state, LaneState.OPEN, names);
    trouble.end();
    long newest = result.newest();
    known.begins(result.renameTask());
    follower.watch(result.renameTask().uid(), ended -> renamed(ended, newest));
    boolean first = !compared;
    compared = true;
    owner.opened(node, first ? result.log() : null);
    pump();
  }

  private void renamed(NodeTask ended, long newest) {
    names.renamed(ended.succeeded());
    if (ended.succeeded()) {
      names.forgetBefore(newest);
    } else if (state == LaneState.OPEN && names.restMillis() > 0) {
      goOut();
    } else if (state == LaneState.OPEN) {
      // A renaming that fails is a fault of the node: what went under the new name is not there.
      broken();
    }
  }

  private void ended(List<NodeTask> tasks) {
    owner.ended(node, tasks);
    pump();
  }
}
