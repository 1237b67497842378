package miroir.chaos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Processor time of other processes, as Linux counts it; see proc(5). */
final class CpuTime {
  /** Of the fields behind the name in a thread's {@code stat}. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;
  private static final int MILLIS_PER_TICK = 10;

  private CpuTime() {}

  /**
   * Returns the processor time that a process has taken so far, without that of its compilers: how
   * long they go on is a matter of how many requests there were.
   */
  static Duration of(long pid) throws IOException {
    long ticks = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        ticks += ticks(thread);
      }
    }
    return Duration.ofMillis(ticks * MILLIS_PER_TICK);
  }

  private static long ticks(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      boolean compiler = stat.contains("(C1 Comp") || stat.contains("(C2 Comp");
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return compiler ? 0 : Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    } catch (IOException ended) {
      return 0;
    }
  }
}
