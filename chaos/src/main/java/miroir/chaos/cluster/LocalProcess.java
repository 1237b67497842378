package miroir.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One process of a local cluster: started apart from its parent, known by its pid file. */
final class LocalProcess {
  private static final Duration STOP = Duration.ofSeconds(30);

  private final Layout layout;
  private final String name;

  LocalProcess(Layout layout, String name) {
    this.layout = layout;
    this.name = name;
  }

  /** Returns the running process, if it is one of ours. */
  Optional<ProcessHandle> handle() throws IOException {
    Path file = layout.pidFile(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] parts = Files.readString(file).strip().split(" ");
    return ProcessHandle.of(Long.parseLong(parts[0]))
        .filter(ProcessHandle::isAlive)
        .filter(process -> started(process).equals(parts.length > 1 ? parts[1] : ""));
  }

  /** A pid may have been given to another process since. */
  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(String::valueOf).orElse("?");
  }

  void start(Launch launch) throws IOException {
    if (handle().isPresent()) {
      return;
    }
    Files.createDirectories(layout.log(name).getParent());
    Files.createDirectories(layout.pidFile(name).getParent());
    ProcessBuilder builder = new ProcessBuilder(launch.command());
    builder.environment().putAll(launch.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log(name).toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    ProcessHandle process = builder.start().toHandle();
    Files.writeString(layout.pidFile(name), process.pid() + " " + started(process) + "\n");
  }

  /** Asks the process to stop, and kills it if it does not. */
  void stop() throws IOException {
    Optional<ProcessHandle> running = handle();
    if (running.isPresent()) {
      running.get().destroy();
      if (!ended(running.get(), STOP)) {
        running.get().destroyForcibly();
        ended(running.get(), STOP);
      }
    }
    Files.deleteIfExists(layout.pidFile(name));
  }

  /** Kills the process as {@code kill -9} does. */
  void kill() throws IOException {
    Optional<ProcessHandle> running = handle();
    if (running.isPresent()) {
      running.get().destroyForcibly();
      ended(running.get(), STOP);
    }
    Files.deleteIfExists(layout.pidFile(name));
  }

  /** Stops the process from running, or lets it run on, by a signal such as {@code STOP}. */
  void signal(String signal) throws IOException, InterruptedException {
    ProcessHandle running =
        handle().orElseThrow(() -> new IOException(name + " does not run: no SIG" + signal));
    int code =
        new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("kill -" + signal + " of " + name + " ended with " + code);
    }
  }

  private static boolean ended(ProcessHandle process, Duration within) {
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
