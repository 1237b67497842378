package miroir.coordinator.rpc;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import miroir.coordinator.Limits;
import miroir.coordinator.driver.SessionDriver.Heard;

/**
 * When each gateway was last heard, on the leader's monotonic clock. A new leader starts with an
 * empty book and gives every session a full time to live (protocol.md, Sessions and leases).
 * Thread-safe.
 */
public final class Sessions implements Heard {
  private final Map<String, Entry> byGateway = new ConcurrentHashMap<>();
  private final LongSupplier nanos;
  private volatile long begunAtNanos;

  /** One gateway's newest stream. */
  private record Entry(
      String incarnation,
      Object stream,
      long heardAtNanos,
      boolean open,
      long closedAtNanos,
      boolean leaving) {
    Entry heard(Object on, long at) {
      return new Entry(incarnation, on, at, true, 0, leaving);
    }
  }

  /** Makes a book that reads a monotonic clock, in nanoseconds. */
  public Sessions(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Forgets everything: a term begins. */
  public void begin() {
    byGateway.clear();
    begunAtNanos = nanos.getAsLong();
  }

  /** Notes that a stream opened. */
  public void opened(String gateway, String incarnation, Object stream) {
    byGateway.put(gateway, new Entry(incarnation, stream, nanos.getAsLong(), true, 0, false));
  }

  /** Notes a heartbeat; a stream that opened before this term began is in no book yet. */
  public void heard(String gateway, String incarnation, Object stream) {
    byGateway.compute(
        gateway,
        (id, entry) ->
            entry == null
                ? new Entry(incarnation, stream, nanos.getAsLong(), true, 0, false)
                : entry.incarnation.equals(incarnation)
                    ? entry.heard(stream, nanos.getAsLong())
                    : entry);
  }

  /** Notes that a gateway is about to stop. */
  public void leaving(String gateway, String incarnation) {
    byGateway.computeIfPresent(
        gateway,
        (id, entry) ->
            entry.incarnation.equals(incarnation)
                ? new Entry(
                    incarnation,
                    entry.stream,
                    entry.heardAtNanos,
                    entry.open,
                    entry.closedAtNanos,
                    true)
                : entry);
  }

  /** Notes that a stream closed; an older stream of the same gateway changes nothing. */
  public void closed(String gateway, String incarnation, Object stream) {
    byGateway.computeIfPresent(
        gateway,
        (id, entry) ->
            entry.incarnation.equals(incarnation) && entry.stream == stream
                ? new Entry(
                    incarnation,
                    stream,
                    entry.heardAtNanos,
                    false,
                    nanos.getAsLong(),
                    entry.leaving)
                : entry);
  }

  @Override
  public boolean isOver(String gateway, String incarnation) {
    long now = nanos.getAsLong();
    Entry entry = byGateway.get(gateway);
    if (entry == null || !Objects.equals(entry.incarnation, incarnation)) {
      // The leader before may have answered it a little longer than this term has lasted.
      return now - begunAtNanos > Limits.SESSION_TTL.plus(Limits.LEADER_DOUBT).toNanos();
    }
    return entry.open
        ? now - entry.heardAtNanos > Limits.SESSION_TTL.toNanos()
        : now - entry.closedAtNanos > Limits.SESSION_GRACE.toNanos();
  }

  @Override
  public boolean takesLeases(String gateway, String incarnation) {
    Entry entry = byGateway.get(gateway);
    return entry != null && entry.incarnation.equals(incarnation) && entry.open && !entry.leaving;
  }

  /** Returns whether another incarnation of a gateway has an open stream that still answers. */
  public boolean isTaken(String gateway, String incarnation) {
    Entry entry = byGateway.get(gateway);
    return entry != null
        && !entry.incarnation.equals(incarnation)
        && entry.open
        && nanos.getAsLong() - entry.heardAtNanos <= Limits.SESSION_TTL.toNanos();
  }
}
