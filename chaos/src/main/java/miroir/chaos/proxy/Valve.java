package miroir.chaos.proxy;

/** Lets bytes through in one direction, or holds them. Thread-safe. */
final class Valve {
  private boolean held;
  private boolean closed;

  synchronized void hold() {
    held = true;
  }

  synchronized void release() {
    held = false;
    notifyAll();
  }

  /** Nobody waits here any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits while bytes are held, without a deadline: whoever holds them releases or closes. */
  synchronized void pass() throws InterruptedException {
    while (held && !closed) {
      wait();
    }
  }
}
