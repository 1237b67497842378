package miroir.gateway.write;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import miroir.gateway.Limits;
import miroir.gateway.lane.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that all writers of a gateway run on, and its time. */
public final class WriterLoop implements Clock, Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriterLoop.class);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread made = new Thread(work, "writer");
            made.setDaemon(true);
            return made;
          });

  private final List<String> bugs = new CopyOnWriteArrayList<>();

  /**
   * Returns what was thrown here and where, the oldest first: of a bug, so that an operator hears
   * of it. No more than {@link Limits#REPORTED_BUGS}.
   */
  public List<String> bugs() {
    return List.copyOf(bugs);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  @Override
  public void after(long delayMillis, Runnable task) {
    try {
      thread.schedule(() -> run(task), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.trace("the loop has stopped", stopped);
    }
  }

  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException stopped) {
      LOG.trace("the loop has stopped", stopped);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("BUG on the writers' loop", e);
      StackTraceElement[] trace = e.getStackTrace();
      if (bugs.size() < Limits.REPORTED_BUGS) {
        bugs.add(e + (trace.length == 0 ? "" : " at " + trace[0]));
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
