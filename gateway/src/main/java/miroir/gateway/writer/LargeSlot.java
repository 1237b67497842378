package miroir.gateway.writer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One slot that is larger than an answer may be, on its way in pieces (protocol.md, Large slots).
 * Touched on the writer's loop only.
 */
final class LargeSlot {
  /** Ids that the target may hold in it: what it held, and what pieces have brought. */
  final Set<String> there = new HashSet<>();

  /** Ids whose documents this attempt has sent. */
  final Set<String> found = new HashSet<>();

  /** Whether the target was asked what it holds. */
  boolean compared;

  /** Ids that the source held when this attempt began. */
  @Nullable List<String> wanted;

  /** The first of them that was not read. */
  int at;

  /** Ids of the next piece. */
  int pieceIds = 1;

  /** The number of the first entry of this attempt, once one is in the target's lane; 0 before. */
  long firstSeq;

  /** Whether an answer is under way. */
  boolean asking;

  /** Begins anew: what was sent counts for nothing, but is there. */
  void again() {
    there.addAll(found);
    found.clear();
    wanted = null;
    at = 0;
    firstSeq = 0;
  }
}
