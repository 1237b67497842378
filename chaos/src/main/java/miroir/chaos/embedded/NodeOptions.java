package miroir.chaos.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a node is started. The names are those of Meilisearch; options that mean nothing here are
 * accepted and ignored.
 *
 * @param address where it listens; port 0 lets the machine choose
 * @param database the directory that it keeps everything in
 * @param masterKey empty for a node that lets everybody in
 * @param batchLimit how many tasks share a commit at most
 */
public record NodeOptions(
    InetSocketAddress address, Path database, String masterKey, int batchLimit) {

  private static final int DEFAULT_PORT = 7700;
  private static final int DEFAULT_BATCH = 10_000;
  private static final Set<String> SWITCHES =
      Set.of(
          "--no-analytics",
          "--experimental-contains-filter",
          "--experimental-enable-metrics",
          "--ignore-missing-dump",
          "--schedule-snapshot");

  /** Reads command line and environment; the command line wins. */
  public static NodeOptions parse(String[] arguments, Map<String, String> environment) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      if (equals > 0) {
        given.put(argument.substring(0, equals), argument.substring(equals + 1));
      } else if (!SWITCHES.contains(argument) && i + 1 < arguments.length) {
        given.put(argument, arguments[++i]);
      }
    }
    String limit = option(given, environment, "--experimental-max-number-of-batched-tasks", "");
    return new NodeOptions(
        address(option(given, environment, "--http-addr", "127.0.0.1:" + DEFAULT_PORT)),
        Path.of(option(given, environment, "--db-path", "data.ms")),
        option(given, environment, "--master-key", ""),
        limit.isEmpty() ? DEFAULT_BATCH : Integer.parseInt(limit));
  }

  private static String option(
      Map<String, String> given, Map<String, String> environment, String name, String otherwise) {
    String variable = "MEILI_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    return given.getOrDefault(name, environment.getOrDefault(variable, otherwise));
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
