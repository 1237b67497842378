package miroir.topology;

import java.util.SortedMap;
import miroir.cluster.Sorted;

/**
 * The client settings of an index (protocol.md, "Everything that changes documents or settings").
 *
 * @param version number of settings tasks registered so far
 * @param pending JSON that later writes are validated against: every registered patch folded in
 * @param applied JSON that reads see: every succeeded patch folded in
 * @param open by task uid: what {@code applied} becomes when that task succeeds
 */
public record IndexSettings(
    long version, String pending, String applied, SortedMap<Long, String> open) {

  /** The settings of a new index: Meilisearch's defaults, written as the empty patch. */
  public static final IndexSettings DEFAULT = new IndexSettings(0, "{}", "{}", Sorted.empty());

  /** Returns these settings after a settings task was registered. */
  public IndexSettings registered(long taskUid, String newPending) {
    return new IndexSettings(
        version + 1, newPending, applied, Sorted.with(open, taskUid, newPending));
  }

  /** Returns these settings after a settings task ended. */
  public IndexSettings finished(long taskUid, boolean succeeded) {
    String outcome = open.get(taskUid);
    if (outcome == null) {
      return this;
    }
    SortedMap<Long, String> rest = Sorted.without(open, taskUid);
    if (succeeded) {
      return new IndexSettings(version, pending, outcome, rest);
    }
    String stays = rest.isEmpty() ? applied : pending;
    return new IndexSettings(version, stays, applied, rest);
  }
}
