package miroir.coordinator.leader;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that only the leader does, one step at a time, on a thread of its own: starts on election,
 * stops on loss, and runs again when nudged or when its period is over. Stopping is best effort;
 * what a late step proposes is refused by compare-and-set. Thread-safe.
 */
public final class LeaderLoop {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderLoop.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final String name;
  private final Duration period;
  private final Step step;
  private @Nullable Thread thread;
  private boolean nudged;

  /** What a loop does; may wait, but never without a deadline. */
  @FunctionalInterface
  public interface Step {
    /** Looks at the state and acts on it. */
    void run() throws Exception;
  }

  /** Makes a loop that is not running. */
  public LeaderLoop(String name, Duration period, Step step) {
    this.name = name;
    this.period = period;
    this.step = step;
  }

  /** Starts, unless it runs. */
  public void start() {
    lock.lock();
    try {
      if (thread == null) {
        Thread fresh = new Thread(this::run, "leader-" + name);
        fresh.setDaemon(true);
        thread = fresh;
        fresh.start();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops after the present step, which is interrupted. */
  public void stop() {
    lock.lock();
    try {
      if (thread != null) {
        thread.interrupt();
        thread = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs the next step at once. Returns immediately. */
  public void runNow() {
    lock.lock();
    try {
      nudged = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (mayRun()) {
      try {
        step.run();
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        if (mayRun()) {
          LOG.warn("{}: {}", name, e.toString());
        }
      }
      if (!rest()) {
        return;
      }
    }
  }

  private boolean mayRun() {
    lock.lock();
    try {
      return thread == Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private boolean rest() {
    lock.lock();
    try {
      long left = period.toNanos();
      while (!nudged && left > 0 && thread == Thread.currentThread()) {
        left = changed.awaitNanos(left);
      }
      nudged = false;
      return true;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }
}
