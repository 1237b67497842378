package miroir.chaos.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import miroir.coordinator.leader.Together;
import org.jspecify.annotations.Nullable;

/**
 * Threads for code that waits, such as the steps of drivers. Exactly one runs at a time: the
 * scheduler hands the baton over and gets it back when the other waits or ends, so the order of
 * things is the scheduler's.
 */
final class Batons implements AutoCloseable {
  private final Semaphore back = new Semaphore(0);
  private final Deque<Carrier> idle = new ArrayDeque<>();
  private final List<Carrier> all = new ArrayList<>();
  private @Nullable RuntimeException failure;

  /** Thrown where code waits when its world has ended. */
  private static final class Aborted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** One thread. */
  private final class Carrier extends Thread {
    private final Semaphore go = new Semaphore(0);
    private @Nullable Host host;
    private @Nullable Runnable work;
    private boolean waits;
    private boolean aborted;
    private boolean ended;

    Carrier() {
      super("baton");
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        go.acquireUninterruptibly();
        if (ended) {
          return;
        }
        Runnable mine = work;
        try {
          if (mine != null) {
            mine.run();
          }
        } catch (Aborted over) {
          aborted = false;
        } catch (RuntimeException e) {
          failure = e;
        }
        work = null;
        idle.push(this);
        back.release();
      }
    }

    void handBack() {
      waits = true;
      back.release();
      go.acquireUninterruptibly();
      waits = false;
      if (aborted) {
        throw new Aborted();
      }
    }
  }

  /** Runs work on a host until it ends or waits. Called by the scheduler's thread. */
  void start(Host host, Runnable work) {
    Carrier carrier = idle.isEmpty() ? fresh() : idle.pop();
    carrier.host = host;
    carrier.work = work;
    resume(carrier);
  }

  private Carrier fresh() {
    Carrier carrier = new Carrier();
    all.add(carrier);
    carrier.start();
    return carrier;
  }

  private void resume(Carrier carrier) {
    carrier.go.release();
    back.acquireUninterruptibly();
    RuntimeException broken = failure;
    if (broken != null) {
      failure = null;
      throw broken;
    }
  }

  /** Waits for a future; called on a baton only. Returns its value, or throws its failure. */
  <T> T await(CompletableFuture<T> future) {
    Carrier carrier = (Carrier) Thread.currentThread();
    Host host = carrier.host;
    if (!future.isDone() && host != null) {
      future.whenComplete((value, failed) -> host.after(0, () -> resume(carrier)));
      carrier.handBack();
    }
    return future.join();
  }

  /** Returns how the drivers of a host work on several things at once. */
  Together together(Host host) {
    return (List<Runnable> work, Duration most) -> {
      if (work.isEmpty()) {
        return;
      }
      CompletableFuture<Boolean> over = new CompletableFuture<>();
      int[] left = {work.size()};
      for (Runnable one : work) {
        host.after(
            0,
            () ->
                start(
                    host,
                    () -> {
                      try {
                        one.run();
                      } catch (miroir.coordinator.node.NodeControl.NodeProblem
                          | java.util.concurrent.CompletionException problem) {
                        // As in production: the step goes on without it.
                      }
                      if (--left[0] == 0) {
                        over.complete(true);
                      }
                    }));
      }
      host.after(most.toNanos(), () -> over.complete(false));
      await(over);
    };
  }

  /** Ends whatever still waits: its world is over. */
  void abortAll() {
    for (Carrier carrier : List.copyOf(all)) {
      if (carrier.waits) {
        carrier.aborted = true;
        carrier.go.release();
        back.acquireUninterruptibly();
      }
    }
    failure = null;
  }

  @Override
  public void close() {
    abortAll();
    for (Carrier carrier : all) {
      carrier.ended = true;
      carrier.go.release();
    }
  }
}
