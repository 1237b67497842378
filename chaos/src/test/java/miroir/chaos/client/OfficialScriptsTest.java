package miroir.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import miroir.chaos.cluster.SharedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The official Python and JavaScript libraries, unmodified, installed as their registries have
 * them. A machine without Python or Node skips this, and says so, unless {@code
 * MIROIR_ALL_CLIENTS=required} is in the environment, as {@code .ci/run} puts it there.
 */
@ExtendWith(SharedCluster.class)
class OfficialScriptsTest {
  private static final String PYTHON_LIBRARY = "meilisearch==0.43.0";

  /** The newest that Debian's Node, 18, can run. */
  private static final String NODE_LIBRARY = "meilisearch@0.54.0";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Path SCRIPTS = Path.of("..", "scripts", "clients").toAbsolutePath();
  private static final Path INSTALLED = Path.of("target", "clients").toAbsolutePath();

  /** What a program came to, all that it printed included. */
  private record Ended(int code, String output) {}

  @Test
  void pythonLibrary() throws Exception {
    Path home = INSTALLED.resolve("python");
    String python = home.resolve("bin").resolve("python").toString();
    need("Python 3 with venv", "python3", "-m", "venv", home.toString());
    need("pip with its registry", python, "-m", "pip", "install", "--quiet", PYTHON_LIBRARY);
    assertStoryIsTold(python, SCRIPTS.resolve("python_client.py").toString());
  }

  @Test
  void javaScriptLibrary() throws Exception {
    Path home = INSTALLED.resolve("node");
    Files.createDirectories(home);
    need("Node.js", "node", "--version");
    need(
        "npm with its registry",
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--prefix",
        home.toString(),
        NODE_LIBRARY);
    Path script = home.resolve("node_client.mjs");
    Files.deleteIfExists(script);
    Files.copy(SCRIPTS.resolve("node_client.mjs"), script);
    assertStoryIsTold("node", script.toString());
  }

  private static void assertStoryIsTold(String... command) throws Exception {
    Ended told = run(command);
    assertThat(told.code()).as(told.output()).isZero();
    assertThat(told.output()).contains("deleted index: as expected");
  }

  private static void need(String what, String... command) throws InterruptedException {
    String problem;
    try {
      Ended ended = run(command);
      problem = ended.code() == 0 ? "" : ended.output();
    } catch (IOException missing) {
      problem = String.valueOf(missing.getMessage());
    }
    String sentence = what + " is needed for this test: " + problem;
    if ("required".equals(System.getenv("MIROIR_ALL_CLIENTS"))) {
      assertThat(problem).as(sentence).isEmpty();
    }
    assumeTrue(problem.isEmpty(), sentence);
  }

  private static Ended run(String... command) throws IOException, InterruptedException {
    Files.createDirectories(INSTALLED);
    Path output = Files.createTempFile(INSTALLED, "output", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(Map.of("MIROIR_URL", SharedCluster.url(1), "MIROIR_KEY", SharedCluster.KEY));
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " did not end");
    }
    return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
