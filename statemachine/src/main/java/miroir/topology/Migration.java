package miroir.topology;

import java.util.List;
import java.util.SortedMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;

/**
 * Replicas of one index on their way to other nodes. Immutable.
 *
 * @param id never reused
 * @param purpose what it is for, such as {@code drain node-3}; for people
 * @param index the index
 * @param moves what moves; all of it is cut over together
 * @param phase how far it has come
 * @param paused whether it waits for an operator; only before activation
 * @param skipsDeltaPass whether old and new are not compared
 * @param began by phase: when it began, nanoseconds since 1970
 * @param deltaDocuments documents that the delta pass found to differ
 * @param note why it has ended as it has, or why it waits; empty for nothing
 */
public record Migration(
    long id,
    String purpose,
    long index,
    List<Move> moves,
    MigrationPhase phase,
    boolean paused,
    boolean skipsDeltaPass,
    SortedMap<MigrationPhase, Long> began,
    long deltaDocuments,
    String note) {

  /** Returns a migration that begins at a time, nanoseconds since 1970. */
  public static Migration planned(
      long id, String purpose, long index, List<Move> moves, boolean skipsDeltaPass, long atNanos) {
    return new Migration(
        id,
        purpose,
        index,
        List.copyOf(moves),
        MigrationPhase.COMPUTING_ASSIGNMENTS,
        false,
        skipsDeltaPass,
        Sorted.with(Sorted.empty(), MigrationPhase.COMPUTING_ASSIGNMENTS, atNanos),
        0,
        "");
  }

  /** Returns it in another phase, begun at a time. */
  public Migration in(MigrationPhase next, long atNanos, long moreDelta, String newNote) {
    return new Migration(
        id,
        purpose,
        index,
        moves,
        next,
        false,
        skipsDeltaPass,
        Sorted.with(began, next, atNanos),
        deltaDocuments + moreDelta,
        newNote);
  }

  /** Returns it paused, or not. */
  public Migration paused(boolean now) {
    return new Migration(
        id, purpose, index, moves, phase, now, skipsDeltaPass, began, deltaDocuments, note);
  }

  /** Returns the slots that a node takes. */
  public SlotSet taken(String node, int shards) {
    return moves.stream()
        .filter(move -> move.to().equals(node))
        .map(move -> SlotSet.ofShard(move.shard(), shards))
        .reduce(SlotSet.NONE, SlotSet::or);
  }
}
