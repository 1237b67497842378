package miroir.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program as a process of its own.
 *
 * @param code exit code
 * @param output what it printed, errors included
 */
record Program(int code, String output) {
  private static final long PATIENCE_SECONDS = 90;

  static Program run(String mainClass, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    try (var cut = new Cut(process)) {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Program(cut.code(), output);
    }
  }

  /** Ends a process that does not end by itself. */
  private record Cut(Process process) implements AutoCloseable {
    Cut {
      process
          .onExit()
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .exceptionally(late -> process.destroyForcibly());
    }

    int code() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
