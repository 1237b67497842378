package miroir.gateway;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import miroir.config.Config;
import miroir.config.ConfigProblem;
import miroir.config.Keys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The gateway program. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    version = "miroir 0.1.0",
    description = "Serves the Meilisearch API over the cluster's nodes.")
public final class Main implements Callable<Integer> {
  @Option(names = "--config", description = "TOML file; environment variables MIROIR_… override it")
  private @Nullable Path file;

  @Option(names = "--set", description = "overrides one key: --set gateway.id=gateway-2")
  private final Map<String, String> flags = new HashMap<>();

  private Main() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    // Clients may search for two dots.
    System.setProperty("com.linecorp.armeria.allowDoubleDotsInQueryString", "true");
    int code =
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  System.err.println("gateway: " + ConfigProblem.words(e));
                  return 1;
                })
            .execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    GatewayProcess process =
        new GatewayProcess(Config.read(Keys.ALL, file, System.getenv(), flags));
    Runtime.getRuntime().addShutdownHook(new Thread(process::close));
    Thread.currentThread().join();
    return 0;
  }
}
