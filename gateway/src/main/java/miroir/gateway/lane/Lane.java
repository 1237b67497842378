package miroir.gateway.lane;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;
import miroir.topology.Index;
import org.jspecify.annotations.Nullable;

/**
 * The writer's FIFO to one node: one request in flight, in sequence order, waiting neighbours
 * joined (protocol.md, Names, lanes, cuts). A missing answer breaks it; a cut heals it in place.
 * Runs on the writer's loop only.
 */
public final class Lane {
  private static final byte[] EMPTY_LIST = "[]".getBytes(StandardCharsets.UTF_8);
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);
  private static final long RETRY_MILLIS = 50;
  private static final long OUT_RETRY_MILLIS = 1_000;

  private enum State {
    BROKEN,
    OPEN,
    OUT,
    CLOSED
  }

  private enum Step {
    WRITE,
    MARKER,
    SEPARATOR
  }

  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final LaneTerms terms;
  private final String node;
  private final LaneOwner owner;
  private final Follower follower;
  private List<Long> names;
  private State state;
  private List<Entry> flight = List.of();
  private Step step = Step.WRITE;
  private boolean written;
  private boolean begun;
  private long request;
  private long troubleAtNanos = Long.MIN_VALUE;
  private long settledUid;
  private @Nullable Cut cut;

  private Lane(
      LaneTerms terms,
      String node,
      LaneOwner owner,
      List<Long> names,
      long settledUid,
      State state) {
    this.terms = terms;
    this.node = node;
    this.owner = owner;
    this.names = List.copyOf(names);
    this.settledUid = settledUid;
    this.state = state;
    this.follower = new Follower(terms, node, this::physicalNames, this::ended);
  }

  /** Returns a lane that nobody has ever written through: it is open. */
  public static Lane fresh(LaneTerms terms, String node, LaneOwner owner, List<Long> names) {
    return new Lane(terms, node, owner, names, -1, State.OPEN);
  }

  /** Returns the lane of a lease that was taken over: it is broken, and opens by its cut. */
  public static Lane takenOver(
      LaneTerms terms, String node, LaneOwner owner, List<Long> names, long settledUid) {
    Lane lane = new Lane(terms, node, owner, names, settledUid, State.BROKEN);
    lane.startCut();
    return lane;
  }

  /** Returns whether entries are sent. */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** Returns whether entries are refused as missed. */
  public boolean isOut() {
    return state == State.OUT;
  }

  /** Adds an entry behind the others; one that the lane cannot take is told as missed at once. */
  public void enqueue(Entry entry) {
    if (state == State.OUT || state == State.CLOSED) {
      owner.out(node, List.of(entry.seq()));
      return;
    }
    waiting.add(entry);
    pump();
  }

  /** Goes on following a node task that an earlier writer enqueued. */
  public void follow(long nodeTask) {
    follower.add(nodeTask);
  }

  /** Says that everything on the node up to a task is registered, and its outcome committed. */
  public void settled(long nodeTask) {
    settledUid = Math.max(settledUid, nodeTask);
  }

  /**
   * Returns whether the settled position may be committed: no renaming is still to be forgotten.
   */
  public boolean maySettle() {
    return names.size() == 1;
  }

  /** Stops for good: the lease is gone. What is on its way may still arrive at the node. */
  public void close() {
    state = State.CLOSED;
    follower.stop();
    if (cut != null) {
      cut.stop();
    }
  }

  private List<String> physicalNames() {
    return names.stream().map(cut -> Index.physicalName(terms.index(), cut)).toList();
  }

  private String physicalName() {
    return Index.physicalName(terms.index(), names.get(names.size() - 1));
  }

  private void pump() {
    if (state != State.OPEN
        || !flight.isEmpty()
        || waiting.isEmpty()
        || follower.size() >= Limits.LANE_TASKS) {
      return;
    }
    flight = takeJoined();
    step = Step.WRITE;
    written = false;
    send();
  }

  private List<Entry> takeJoined() {
    List<Entry> joined = new ArrayList<>();
    Entry first = waiting.remove();
    joined.add(first);
    int bytes = first.bytes();
    while (!waiting.isEmpty() && joined.size() < Limits.JOINED_REQUESTS) {
      Entry next = waiting.peek();
      if (!first.joins(next) || bytes + next.bytes() > Limits.JOINED_BYTES) {
        break;
      }
      bytes += next.bytes();
      joined.add(waiting.remove());
    }
    return joined;
  }

  private void send() {
    long number = ++request;
    terms.nodes().send(message(), answer -> answered(number, answer));
  }

  private NodeApi.Request message() {
    Entry first = flight.get(0);
    String index = "/indexes/" + physicalName();
    if (step == Step.MARKER) {
      return json("POST", index + "/documents/delete-batch?" + tag(), EMPTY_LIST);
    }
    if (step == Step.SEPARATOR) {
      return json("PATCH", index, EMPTY_OBJECT);
    }
    String query = first.parameters();
    if (first.tagged()) {
      query = query.isEmpty() ? tag() : query + "&" + tag();
    }
    String path = index + first.resource() + (query.isEmpty() ? "" : "?" + query);
    if (first.pieces().isEmpty()) {
      return new NodeApi.Request(node, first.method(), path, first.contentType(), first.body());
    }
    return new NodeApi.Request(
        node, first.method(), path, "application/x-ndjson", Payload.of(terms.epoch(), flight));
  }

  private NodeApi.Request json(String method, String path, byte[] body) {
    return new NodeApi.Request(node, method, path, "application/json", body);
  }

  private String tag() {
    SlotSet slots = SlotSet.NONE;
    for (Entry entry : flight) {
      slots = slots.or(entry.slots());
    }
    Tag tag =
        new Tag(terms.epoch(), flight.get(0).seq(), flight.get(flight.size() - 1).seq(), slots);
    return "customMetadata=" + URLEncoder.encode(tag.text(), StandardCharsets.UTF_8);
  }

  /** An answer counts only for the very request that it belongs to. */
  private void answered(long number, NodeApi.Answer answer) {
    if (number != request || state != State.OPEN) {
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
    troubleAtNanos = Long.MIN_VALUE;
    Entry first = flight.get(0);
    if (step == Step.WRITE) {
      written = true;
      told(summary.path("taskUid").asLong());
    }
    if (step == Step.WRITE && !first.tagged()) {
      step = Step.MARKER;
      send();
    } else if (step != Step.SEPARATOR && first.risky()) {
      step = Step.SEPARATOR;
      send();
    } else {
      flight = List.of();
      pump();
    }
  }

  private void told(long nodeTask) {
    int expected = flight.get(0).pieces().isEmpty() ? -1 : Payload.distinct(flight);
    follower.add(nodeTask);
    flight.forEach(entry -> owner.enqueued(node, entry.seq(), nodeTask, expected));
  }

  private void refused(NodeRefusal refusal) {
    if (refusal.nodeFault() || step != Step.WRITE) {
      again();
      return;
    }
    List<Entry> over = flight;
    flight = List.of();
    over.forEach(entry -> owner.refused(node, entry.seq(), refusal.error()));
    pump();
  }

  /** A refusal, or a request that never left: definite, so it is sent again, for a while. */
  private void again() {
    if (overdue()) {
      goOut();
      return;
    }
    terms
        .clock()
        .after(
            RETRY_MILLIS,
            () -> {
              if (state == State.OPEN && !flight.isEmpty()) {
                send();
              }
            });
  }

  private boolean overdue() {
    long now = terms.clock().nanos();
    if (troubleAtNanos == Long.MIN_VALUE) {
      troubleAtNanos = now;
    }
    return now - troubleAtNanos > terms.repairMillis() * 1_000_000;
  }

  private void broken() {
    state = State.BROKEN;
    overdue();
    startCut();
  }

  private void startCut() {
    if (state == State.CLOSED) {
      return;
    }
    Cut fresh = new Cut(terms, node, names, begun, settledUid, this::healed, this::notHealed);
    cut = fresh;
    fresh.start();
  }

  private void notHealed(List<Long> namesNow) {
    begun |= namesNow.size() > names.size();
    names = namesNow;
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.BROKEN && overdue()) {
      goOut();
    } else {
      terms.clock().after(state == State.OUT ? OUT_RETRY_MILLIS : RETRY_MILLIS, this::startCut);
    }
  }

  private void goOut() {
    state = State.OUT;
    List<Long> missed = new ArrayList<>();
    if (!written) {
      flight.forEach(entry -> missed.add(entry.seq()));
    }
    waiting.forEach(entry -> missed.add(entry.seq()));
    flight = List.of();
    waiting.clear();
    owner.out(node, missed);
    terms.clock().after(OUT_RETRY_MILLIS, this::startCut);
  }

  private void healed(Cut.Healed result) {
    if (state == State.CLOSED) {
      return;
    }
    names = result.names();
    begun = false;
    boolean firstOpening = state == State.BROKEN && flight.isEmpty() && request == 0;
    List<Entry> unsure = written ? List.of() : flight;
    flight = List.of();
    state = State.OPEN;
    troubleAtNanos = Long.MIN_VALUE;
    if (!unsure.isEmpty()) {
      NodeTask found = result.find(terms.epoch(), unsure.get(0).seq());
      if (found == null) {
        for (int i = unsure.size() - 1; i >= 0; i--) {
          waiting.addFirst(unsure.get(i));
        }
      } else {
        flight = unsure;
        told(found.uid());
        flight = List.of();
      }
    }
    follower.watch(result.renameTask(), ended -> renamed(ended, result));
    owner.opened(node, firstOpening ? result.log() : null);
    pump();
  }

  private void renamed(NodeTask ended, Cut.Healed result) {
    if (state == State.CLOSED) {
      return;
    }
    if (!ended.succeeded()) {
      // A renaming that fails is a fault of the node: what went under the new name is not there.
      broken();
      return;
    }
    long newest = result.names().get(result.names().size() - 1);
    names = List.of(newest);
    terms
        .proposer()
        .propose(
            new miroir.command.Command.ForgetNames(terms.index(), terms.epoch(), node, newest),
            forgotten -> {});
  }

  private void ended(List<NodeTask> tasks) {
    owner.ended(node, tasks);
    pump();
  }
}
