package miroir.coordinator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import miroir.config.Config;
import miroir.config.ConfigProblem;
import miroir.config.Keys;
import miroir.coordinator.raft.Identity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The coordinator program: {@code init} makes a peer, {@code run} runs it. */
@Command(
    name = "coordinator",
    mixinStandardHelpOptions = true,
    version = "miroir 0.1.0",
    description = "Replicates the topology and leads the cluster.",
    subcommands = {Main.Init.class, Main.Run.class})
public final class Main {
  private Main() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    int code =
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  System.err.println("coordinator: " + ConfigProblem.words(e));
                  return 1;
                })
            .execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Options that both subcommands take. */
  static final class Source {
    @Option(
        names = "--config",
        description = "TOML file; environment variables MIROIR_… override it")
    @Nullable Path file;

    @Option(names = "--set", description = "overrides one key: --set cluster.id=coordinator-2")
    Map<String, String> flags = new HashMap<>();

    Config read() {
      return Config.read(Keys.ALL, file, System.getenv(), flags);
    }
  }

  /** Makes a peer. */
  @Command(name = "init", description = "Writes this peer's identity, once.")
  static final class Init implements Callable<Integer> {
    @CommandLine.Mixin Source source = new Source();

    @Option(names = "--cluster-id", required = true, description = "a UUID, the same for all peers")
    UUID clusterId = new UUID(0, 0);

    @Override
    public Integer call() throws IOException {
      Config config = source.read();
      Identity identity =
          Identity.init(
              Path.of(config.text("cluster.data_dir")), clusterId, config.text("cluster.id"));
      System.out.println(identity.peerId() + " of cluster " + identity.clusterId());
      return 0;
    }
  }

  /** Runs a peer until it is told to stop. */
  @Command(name = "run", description = "Runs this peer.")
  static final class Run implements Callable<Integer> {
    @CommandLine.Mixin Source source = new Source();

    @Override
    public Integer call() throws IOException, InterruptedException {
      CoordinatorProcess process = new CoordinatorProcess(source.read());
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      process.close();
                    } catch (IOException e) {
                      System.err.println("coordinator: " + e.getMessage());
                    }
                  }));
      Thread.currentThread().join();
      return 0;
    }
  }
}
