package miroir.coordinator.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import miroir.coordinator.Limits;
import miroir.machine.State;
import miroir.proto.session.IndexReport;
import miroir.proto.session.Report;
import miroir.topology.Lease;
import miroir.topology.Session;
import org.jspecify.annotations.Nullable;

/**
 * What each gateway told last that it does, in the leader's memory only: for people, nothing is
 * decided by it. One report a gateway. Thread-safe.
 */
final class Reports {
  private final Map<String, Told> byGateway = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  private record Told(String incarnation, Report report, long atNanos) {}

  /** Makes a book that reads a monotonic clock, in nanoseconds. */
  Reports(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Forgets everything: a term ends. */
  void forgetAll() {
    byGateway.clear();
  }

  void told(String gateway, String incarnation, Report report) {
    byGateway.put(gateway, new Told(incarnation, report, nanos.getAsLong()));
  }

  /** Returns what the holder of an index's lease told of it last under this lease, or null. */
  @Nullable IndexReport of(State state, long index) {
    Lease lease = state.leases().getOrDefault(index, Lease.NONE);
    Told told = lease.held() ? byGateway.get(lease.holder()) : null;
    if (told == null || !told.incarnation.equals(lease.incarnation())) {
      return null;
    }
    return told.report.getIndexesList().stream()
        .filter(row -> row.getIndex() == index && row.getLeaseEpoch() == lease.epoch())
        .findFirst()
        .orElse(null);
  }

  /** Returns exceptions in gateways that nothing should have thrown, with the gateways' names. */
  List<String> bugs() {
    List<String> bugs = new ArrayList<>();
    new TreeMap<>(byGateway)
        .forEach(
            (gateway, told) ->
                told.report.getBugsList().forEach(bug -> bugs.add(gateway + ": " + bug)));
    return bugs;
  }

  /** Returns gateways that were heard lately and have no session any more. */
  List<String> missing(State state) {
    long now = nanos.getAsLong();
    byGateway.values().removeIf(told -> now - told.atNanos > Limits.GATEWAY_MISSED.toNanos());
    return byGateway.keySet().stream()
        .filter(gateway -> !isLive(state.sessions().get(gateway)))
        .sorted()
        .toList();
  }

  private static boolean isLive(@Nullable Session session) {
    return session != null && session.live();
  }
}
