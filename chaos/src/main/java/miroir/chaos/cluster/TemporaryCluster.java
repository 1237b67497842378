package miroir.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that a program makes for itself: it ends with the program, also when the user
 * interrupts that. Its data are deleted, unless {@link #keep()} was called. Not for use by two
 * threads.
 */
public final class TemporaryCluster implements AutoCloseable {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LocalCluster cluster;
  private volatile boolean kept;

  /**
   * Makes a handle; nothing is started.
   *
   * @param name of the program, which the new directory's name begins with
   * @param data where the data lie and stay; in a new directory when null
   * @param say hears about progress, a line at a time
   */
  public TemporaryCluster(String name, @Nullable Path data, int portBase, Consumer<String> say)
      throws IOException {
    Path directory = data == null ? Files.createTempDirectory(name) : data.toAbsolutePath();
    kept = data != null;
    cluster = new LocalCluster(new Layout(directory, portBase), say);
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeQuietly, "stop-cluster"));
  }

  /** Returns the cluster itself. */
  public LocalCluster cluster() {
    return cluster;
  }

  /** Lets the data and the logs stay where they are. */
  public void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    cluster.down();
    List<String> bugs = cluster.bugs();
    if (!bugs.isEmpty()) {
      throw new IOException(
          "a process has met a bug; logs stay in " + cluster.layout().data() + ": " + bugs.get(0));
    }
    if (!kept) {
      cluster.reset();
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      System.err.println("cannot stop the cluster in " + cluster.layout().data() + ": " + e);
    }
  }
}
