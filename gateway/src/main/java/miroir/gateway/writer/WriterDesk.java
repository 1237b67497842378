package miroir.gateway.writer;

import java.util.Map;
import miroir.cluster.SlotSet;
import miroir.gateway.api.ApiError;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/** What registrations and outcomes ask of the writer that they belong to. */
interface WriterDesk {
  /** A write has left the queue: registered, or refused by every member. */
  void gone(Op op, boolean registered);

  /** Hands a write back to lanes, because a shard has no other copy. Returns whether it could. */
  boolean park(Op op);

  /** Slots of a member are about to be marked dirty. */
  void marked(String node, SlotSet slots);

  /** The coordinators have refused that. Writes may have left the slots out meanwhile. */
  void notMarked(String node, SlotSet slots);

  /** Returns what is dirty, and where, once a write that was given up is committed. */
  Map<String, SlotSet> marks(Op op, Map<String, SlotSet> lacking);

  /** Returns what the client of a registered write is told if too few copies have it, or null. */
  @Nullable ApiError onTooFewCopies(Op op);

  /** Returns what each member holds in sync, as far as this gateway has heard. */
  Targets targets();

  /** Returns the newest task that a node has told of, or {@link Position#START}. */
  Position told(String node);

  /** A write's outcome is committed. */
  void finished(Op op, boolean succeeded);

  /** Returns the node task that a member's settled position must stay below. */
  long settleBelow(String node);

  /** The lease is another's, or of no more use. */
  void stale();
}
