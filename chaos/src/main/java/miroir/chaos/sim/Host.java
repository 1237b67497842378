package miroir.chaos.sim;

/**
 * A process, or a server: what is due on it waits while it is paused, and is lost when it dies. Its
 * clock may run fast or slow.
 */
final class Host {
  private final VirtualTime time;
  private final String name;
  private int life;
  private boolean up = true;
  private long pausedUntilNanos;
  private double rate = 1;
  private long offsetNanos;

  Host(VirtualTime time, String name) {
    this.time = time;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Returns which of its lives this is. */
  int life() {
    return life;
  }

  boolean up() {
    return up;
  }

  boolean paused() {
    return pausedUntilNanos > time.nanos();
  }

  long pausedUntilNanos() {
    return pausedUntilNanos;
  }

  /** Everything stops for a while: a garbage collection, or SIGSTOP. */
  void pause(long millis) {
    pausedUntilNanos = Math.max(pausedUntilNanos, time.nanos() + millis * 1_000_000);
  }

  /** Dies: what was due on it will never happen. */
  void die() {
    life++;
    up = false;
    pausedUntilNanos = 0;
  }

  void rise() {
    up = true;
  }

  /** Lets its clock run {@code newRate} times as fast from now on. */
  void skew(double newRate) {
    offsetNanos = nanos() - (long) (time.nanos() * newRate);
    rate = newRate;
  }

  /** Returns its own monotonic time, nanoseconds. */
  long nanos() {
    return offsetNanos + (long) (time.nanos() * rate);
  }

  /** Runs work on it after a delay by its own clock. */
  void after(long delayNanos, Runnable work) {
    time.after(this, (long) (delayNanos / rate), work);
  }

  void afterMillis(long delayMillis, Runnable work) {
    after(delayMillis * 1_000_000, work);
  }
}
