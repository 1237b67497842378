package miroir.topology;

import java.util.SortedMap;
import miroir.cluster.Sorted;

/**
 * The right to write to an index.
 *
 * @param holder the gateway that holds it; empty while nobody does
 * @param incarnation the holder's incarnation
 * @param epoch fencing number; grows with every grant, never falls
 * @param active whether the holder has cut its lanes and takes writes
 * @param registeredSeq highest sequence number of this epoch that is registered, -1 before the
 *     first
 * @param lastTask the index's newest task of any epoch, -1 before the first
 * @param open by node: the lanes that the holder before has passed on open
 */
public record Lease(
    String holder,
    String incarnation,
    long epoch,
    boolean active,
    long registeredSeq,
    long lastTask,
    SortedMap<String, OpenLane> open) {
  /** The lease of a new index. */
  public static final Lease NONE = new Lease("", "", 0, false, -1, -1, Sorted.empty());

  /** Returns whether a gateway holds the lease. */
  public boolean held() {
    return !holder.isEmpty();
  }

  /** Returns the lease under its next epoch, granted to a session. */
  public Lease grantedTo(Session session) {
    return new Lease(
        session.gateway(), session.incarnation(), epoch + 1, false, -1, lastTask, open);
  }

  /** Returns the lease, held by nobody. Its lanes may have been used, so each must be cut. */
  public Lease released() {
    return handedOver(Sorted.empty());
  }

  /** Returns the lease, held by nobody, with lanes that the next holder need not cut. */
  public Lease handedOver(SortedMap<String, OpenLane> lanes) {
    return new Lease("", "", epoch, false, -1, lastTask, lanes);
  }

  /** Returns the lease, taking writes. */
  public Lease activated() {
    return new Lease(holder, incarnation, epoch, true, registeredSeq, lastTask, open);
  }

  /** Returns the lease after writes up to {@code seq} became tasks up to {@code taskUid}. */
  public Lease registeredTo(long seq, long taskUid) {
    return new Lease(holder, incarnation, epoch, active, seq, taskUid, open);
  }
}
