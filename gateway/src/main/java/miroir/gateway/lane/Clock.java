package miroir.gateway.lane;

/** Time, and work that is due later. The simulation has its own. */
public interface Clock {
  /** Returns monotonic time, nanoseconds. */
  long nanos();

  /** Returns wall-clock time, nanoseconds since 1970. For showing to people, never for deciding. */
  long wallNanos();

  /** Runs {@code task} on the caller's loop after a delay. */
  void after(long delayMillis, Runnable task);
}
