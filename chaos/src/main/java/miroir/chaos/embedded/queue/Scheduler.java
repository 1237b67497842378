package miroir.chaos.embedded.queue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miroir.gateway.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that works through the queue, batch after batch, whatever the index. */
public final class Scheduler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
  private static final long STOP_PATIENCE_MILLIS = 10_000;

  private final TaskQueue queue;
  private final Worker worker;
  private final int batchLimit;
  private final Thread thread;
  private volatile boolean stopped;

  private Scheduler(TaskQueue queue, Worker worker, int batchLimit) {
    this.queue = queue;
    this.worker = worker;
    this.batchLimit = batchLimit;
    this.thread = new Thread(this::run, "embedded-node-scheduler");
    this.thread.setDaemon(true);
  }

  /** Notes what was done before the last death, then goes to work. */
  public static Scheduler start(TaskQueue queue, Worker worker, int batchLimit) throws IOException {
    queue.finish(worker.recovered());
    Scheduler scheduler = new Scheduler(queue, worker, batchLimit);
    scheduler.thread.start();
    return scheduler;
  }

  private void run() {
    try {
      while (!stopped) {
        List<Task> batch = queue.takeBatch(batchLimit);
        if (!batch.isEmpty()) {
          queue.finish(process(batch));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      log.error("the scheduler of the embedded node has stopped", e);
    }
  }

  private Map<Long, Ending> process(List<Task> batch) throws IOException {
    Task first = batch.get(0);
    if (first.work() instanceof Work.CancelTasks cancel) {
      Long batchUid = first.view().batchUid();
      int count = queue.cancel(cancel.uids(), first.uid(), batchUid == null ? 0 : batchUid);
      ObjectNode details = cancel.details().put("canceledTasks", count);
      return Map.of(first.uid(), Ending.succeeded(details));
    }
    if (first.work() instanceof Work.DeleteTasks) {
      Map<Long, Ending> endings = new LinkedHashMap<>();
      for (Task task : batch) {
        Work.DeleteTasks delete = (Work.DeleteTasks) task.work();
        ObjectNode details = delete.details().put("deletedTasks", queue.forget(delete.uids()));
        endings.put(task.uid(), Ending.succeeded(details));
      }
      return endings;
    }
    try {
      return worker.apply(batch);
    } catch (UncheckedIOException | IllegalStateException e) {
      log.warn("a batch of {} tasks failed", batch.size(), e);
      Map<Long, Ending> endings = new LinkedHashMap<>();
      for (Task task : batch) {
        endings.put(
            task.uid(),
            Ending.failed(task.work(), ErrorCode.INTERNAL.with(String.valueOf(e.getMessage()))));
      }
      return endings;
    }
  }

  /** Lets the batch at hand end. The thread is not interrupted: that would close files under it. */
  @Override
  public void close() {
    stopped = true;
    queue.stop();
    try {
      thread.join(STOP_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
