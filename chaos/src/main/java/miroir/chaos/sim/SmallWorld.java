package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * What worlds that are enumerated are made of (docs/protocol.md, "Small worlds"): two nodes, two
 * gateways, one index of one shard with two copies, and one document that every operation is about.
 */
final class SmallWorld {
  /** When the first operation comes; everything has been founded long before. */
  static final long BEGIN_MILLIS = 400;

  /** Before the first operation. */
  static final Ambushes.Reached START =
      new Ambushes.Reached(Moment.TIME, 1, BEGIN_MILLIS - 5, 0, List.of());

  private static final int NODES = 2;
  private static final int GATEWAYS = 2;

  /** So close that an operation comes while the one before is under way. */
  private static final long GAP_MILLIS = 5;

  private static final long[] READS_MILLIS = {460, 1_500, 5_500};
  private static final long REST_MILLIS = 500;
  private static final int FIRST_READER = 50;

  /** What a client may do to the document. */
  enum Operation {
    REPLACE(Step.Kind.REPLACE, 0),
    MERGE(Step.Kind.MERGE, 0),
    DELETE(Step.Kind.DELETE_IDS, 0),
    /** Deletes it by a filter that it matches, refused before {@link #FILTERABLE}. */
    DELETE_MATCHING(Step.Kind.DELETE_FILTER, 0),
    FILTERABLE(Step.Kind.SETTINGS, 1);

    private final Step.Kind kind;
    private final long amount;

    Operation(Step.Kind kind, int group) {
      this.kind = kind;
      long found = 0;
      while (!ClientOp.isInGroup(found, group) || !ClientOp.names(found, 0)) {
        found++;
      }
      this.amount = found;
    }
  }

  /** What may go wrong, with the index's writer, one of the nodes, or between the two. */
  enum Fault {
    LOST_ANSWER(Step.Kind.LOSE_ANSWERS, true, 15, 0),
    LATE_REQUEST(Step.Kind.LATE_REQUESTS, true, 15, 3_000),
    CUT_LINK(Step.Kind.CUT_NODE, true, 3_500, 0),
    CRASHED_NODE(Step.Kind.CRASH_NODE, true, 1_500, 0),
    POWER_CUT(Step.Kind.POWER_CUT_NODE, true, 300, 0),
    FULL_DISK(Step.Kind.FILL_NODE, true, 150, 0),
    CRASHED_WRITER(Step.Kind.CRASH_GATEWAY, false, 300, 0),
    PAUSED_WRITER(Step.Kind.PAUSE_GATEWAY, false, 5_000, 0),
    CUT_OFF_WRITER(Step.Kind.CUT_GATEWAY, false, 5_000, 0),
    NEW_LEADER(Step.Kind.DEPOSE_LEADER, false, 100, 0);

    private final Step.Kind kind;
    private final boolean hitsNode;
    private final long amount;
    private final long more;

    Fault(Step.Kind kind, boolean hitsNode, long amount, long more) {
      this.kind = kind;
      this.hitsNode = hitsNode;
      this.amount = amount;
      this.more = more;
    }

    /** Returns how many nodes it may hit differently. */
    int victims() {
      return hitsNode ? NODES : 1;
    }

    /** Returns how long it lasts, milliseconds. */
    long lastsMillis() {
      return amount;
    }

    /**
     * Returns whether anything happens between two moments to whom it hits; it is the same fault at
     * either of them if nothing does.
     */
    boolean isBetween(Ambushes.Reached one, Ambushes.Reached next, int node) {
      if (one.touches().isEmpty() || hitsWriter()) {
        return true;
      }
      int whom = hitsNode ? node : NODES;
      return !one.touches().get(whom).equals(next.touches().get(whom));
    }

    private boolean hitsWriter() {
      return !hitsNode && this != NEW_LEADER;
    }

    /** Returns it as a step that waits for a moment. */
    Step at(int number, Ambushes.Reached point, int node) {
      int first = kind.isOfNode() ? node : point.writer();
      long at = point.moment() == Moment.TIME ? point.atMillis() : 0;
      return new Step(number, point.moment(), point.nth(), at, kind, first, node, amount, more);
    }
  }

  private SmallWorld() {}

  /** Returns what clients do: the operations, and one who looks and reads. */
  static List<Step> clients(List<Operation> operations) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Operation next = operations.get(i);
      // Multiples of three, so that the filter's group is that of every document.
      int number = 3 * (i + 1);
      long at = BEGIN_MILLIS + i * GAP_MILLIS;
      steps.add(new Step(number, at, next.kind, i % GATEWAYS, 0, next.amount, 1));
    }
    int number = FIRST_READER;
    for (long at : READS_MILLIS) {
      for (int gateway = 0; gateway < GATEWAYS; gateway++) {
        steps.add(new Step(number++, at, Step.Kind.LOOK, gateway, 0, 0, 0));
      }
      for (int gateway = 0; gateway < GATEWAYS; gateway++) {
        steps.add(new Step(number++, at + 20, Step.Kind.READ, gateway, 0, 0, 0));
      }
    }
    return steps;
  }

  /** Returns a world's schedule; the seed decides how long each single thing takes. */
  static Schedule schedule(long seed, List<Step> steps) {
    return new Schedule(seed, NODES, GATEWAYS, 1, NODES, 1, REST_MILLIS, List.copyOf(steps));
  }
}
