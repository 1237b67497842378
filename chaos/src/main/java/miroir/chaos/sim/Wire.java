package miroir.chaos.sim;

import java.util.HashMap;
import java.util.Map;

/**
 * The network between hosts: delays, losses in one direction, late arrivals. Messages of a stream
 * keep their order; others overtake each other.
 */
final class Wire {
  private final Map<String, Long> cutUntil = new HashMap<>();
  private final Map<String, Late> late = new HashMap<>();
  private final Map<String, Long> lastArrival = new HashMap<>();
  private final VirtualTime time;
  private final Chance chance;

  /** Messages sent before {@code untilNanos} arrive this much later. */
  private record Late(long untilNanos, long byNanos) {}

  Wire(VirtualTime time, Chance chance) {
    this.time = time;
    this.chance = chance;
  }

  private static String way(String from, String to) {
    return from + ">" + to;
  }

  /** Loses everything in one direction for a while. */
  void cut(String from, String to, long millis) {
    cutUntil.merge(way(from, to), time.nanos() + millis * 1_000_000, Math::max);
  }

  /** Delays everything that is sent in one direction during a while. */
  void delay(String from, String to, long millis, long byMillis) {
    late.put(way(from, to), new Late(time.nanos() + millis * 1_000_000, byMillis * 1_000_000));
  }

  /** Ends all faults. */
  void heal() {
    cutUntil.clear();
    late.clear();
  }

  boolean isCut(String from, String to) {
    return cutUntil.getOrDefault(way(from, to), 0L) > time.nanos();
  }

  private long delay(String way) {
    Late more = late.get(way);
    long extra = more != null && more.untilNanos > time.nanos() ? more.byNanos : 0;
    return chance.nanosBetween(way, 150, 1_500) + extra;
  }

  /** Sends one message of its own connection. */
  void send(Host from, Host to, Runnable arrival) {
    String way = way(from.name(), to.name());
    if (!isCut(from.name(), to.name())) {
      time.after(to, delay(way), arrival);
    }
  }

  /**
   * Sends one message of a stream: it arrives behind those before it; what is lost is sent again
   * once the way is free.
   */
  void sendInOrder(String stream, Host from, Host to, Runnable arrival) {
    String way = way(from.name(), to.name());
    String key = stream + way;
    long free = Math.max(time.nanos(), cutUntil.getOrDefault(way, 0L));
    long at = Math.max(lastArrival.getOrDefault(key, 0L) + 1, free + delay(way));
    lastArrival.put(key, at);
    time.after(to, at - time.nanos(), arrival);
  }
}
