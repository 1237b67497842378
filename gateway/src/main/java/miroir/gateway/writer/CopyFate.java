package miroir.gateway.writer;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What becomes of a run: what reads, sends and commits copies says so. On the writer's loop. */
interface CopyFate {
  /** It is worth nothing, and its slots are dirty again. */
  void abandon(MemberCopy copy, CopyRun run, String why);

  /** It is too large for one answer: fewer slots are taken at once. */
  void makeFiner(MemberCopy copy, CopyRun run, double size);

  /**
   * All of it has been read, and goes out in this very step.
   *
   * @param base null where nobody has ever written a document, and where it has gone out before
   * @param there ids that the target holds
   */
  void send(MemberCopy copy, CopyRun run, SlotReads.@Nullable Base base, Collection<String> there);

  /** It is committed as clean. */
  void done(MemberCopy copy, CopyRun run);
}
