package miroir.chaos.sim;

import java.util.PriorityQueue;

/**
 * Time that passes only from one thing that is due to the next. Everything in a world happens here,
 * one thing at a time, in an order that the seed alone decides.
 */
final class VirtualTime {
  /** A schedule takes some thousands; one that takes so many never comes to rest. */
  private static final long MOST = 1_000_000;

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private long now;
  private long order;
  private long happened;

  /** Work that is due on a host in one of its lives. */
  private record Due(long at, long order, Host host, int life, Runnable work)
      implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  /** Returns nanoseconds since the beginning. */
  long nanos() {
    return now;
  }

  long millis() {
    return now / 1_000_000;
  }

  /** Returns how many things have happened. */
  long happened() {
    return happened;
  }

  void after(Host host, long delayNanos, Runnable work) {
    queue.add(new Due(now + Math.max(0, delayNanos), order++, host, host.life(), work));
  }

  /** Lets the next thing happen, unless it is due only after {@code until}. */
  boolean next(long until) {
    while (!queue.isEmpty() && queue.peek().at <= until) {
      Due due = queue.remove();
      now = Math.max(now, due.at);
      if (due.life != due.host.life()) {
        continue;
      }
      if (due.host.paused()) {
        // The order stays, so that what waited happens in the order in which it was due.
        queue.add(new Due(due.host.pausedUntilNanos(), due.order, due.host, due.life, due.work));
        continue;
      }
      if (++happened > MOST) {
        throw new Violation("does not come to rest");
      }
      due.work.run();
      return true;
    }
    now = Math.max(now, until);
    return false;
  }
}
