package miroir.coordinator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import miroir.config.ConfigProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a coordinator before its disk is full. A log that once could not be written stays broken
 * until the process starts again, and a snapshot needs room as well (ratis-guide §9); so a
 * coordinator stops in peace while there still is some, the others go on, and it comes back when
 * there is room.
 */
final class DiskWatch {
  /** Exit code of a coordinator that stopped for want of space. */
  static final int EXIT = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

  private final Path dataDir;
  private final long leastMegabytes;

  /** Makes one for the disk that holds {@code dataDir}, {@code cluster.free_space_min_mb}. */
  DiskWatch(Path dataDir, long leastMegabytes) {
    this.dataDir = dataDir;
    this.leastMegabytes = leastMegabytes;
  }

  /** Refuses a start without space. */
  void require() throws IOException {
    long free = free();
    if (free < leastMegabytes) {
      throw new ConfigProblem(words(free));
    }
  }

  /** Stops the process if there is too little space. Does not return then. */
  void look() {
    long free;
    try {
      free = free();
    } catch (IOException e) {
      LOG.warn("{}: {}", dataDir, e.toString());
      return;
    }
    if (free < leastMegabytes) {
      LOG.error("{}: this coordinator stops", words(free));
      stop();
    }
  }

  /** Stopping in peace may hang on what broke, so it gets a limit. */
  private static void stop() {
    CompletableFuture.delayedExecutor(Limits.STOP.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> Runtime.getRuntime().halt(EXIT));
    System.exit(EXIT);
  }

  private long free() throws IOException {
    return Files.getFileStore(dataDir).getUsableSpace() >> 20;
  }

  private String words(long free) {
    return dataDir
        + ": "
        + free
        + " MB are free (expected: cluster.free_space_min_mb, "
        + leastMegabytes
        + ", or more)";
  }
}
