package miroir.coordinator.ctl;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * miroirctl: operators' commands to the cluster. Exit codes: 0 ok, 1 refused, 2 usage, 3
 * unreachable.
 */
@Command(
    name = "miroirctl",
    mixinStandardHelpOptions = true,
    version = "miroir 0.1.0",
    description = "Asks and steers a Miroir cluster, through any coordinator.",
    subcommands = {
      ClusterCommands.class,
      NodesCommands.class,
      ShardsCommands.class,
      RebalanceCommands.class,
      MigrationsCommands.class,
      WritesCommands.class,
      TasksCommands.class,
      IndexesCommands.class,
      ConfigCommands.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Miroirctl implements Runnable {
  @Option(
      names = "--endpoint",
      split = ",",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:MIROIR_ENDPOINT:-127.0.0.1:7721,127.0.0.1:7722,127.0.0.1:7723}",
      description = "coordinators' gRPC addresses, with commas")
  private List<String> endpoints = List.of();

  @Option(
      names = "--admin-key",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:MIROIR_ADMIN_KEY:-}",
      description = "default: MIROIR_ADMIN_KEY, or ~/.config/miroir/credentials")
  private String adminKey = "";

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "table, json or yaml")
  private String output = "table";

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      defaultValue = "10",
      description = "seconds to look for the leader")
  private long timeoutSeconds = 10;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Miroirctl() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... arguments) {
    return run(new PrintWriter(System.out, true, Charset.defaultCharset()), arguments);
  }

  /** Runs one command that prints its answer elsewhere, and returns its exit code. */
  public static int run(PrintWriter out, String... arguments) {
    CommandLine line = new CommandLine(new Miroirctl()).setOut(out);
    line.setExecutionExceptionHandler((e, command, parsed) -> told(e));
    return line.execute(arguments);
  }

  private static int told(Exception e) {
    if (e instanceof AdminCalls.Unreachable) {
      System.err.println("miroirctl: " + e.getMessage());
      return 3;
    }
    if (e instanceof StatusRuntimeException refused) {
      Status status = refused.getStatus();
      System.err.println("miroirctl: " + status.getCode() + ": " + status.getDescription());
      return 1;
    }
    System.err.println("miroirctl: " + e);
    return 1;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  AdminCalls calls() {
    String key = adminKey.isEmpty() ? storedKey() : adminKey;
    return new AdminCalls(endpoints, key, Duration.ofSeconds(timeoutSeconds).toMillis());
  }

  void print(Table table) {
    say(table.text(output));
  }

  /** Returns whether answers are for people, so that more than one table may be printed. */
  boolean printsTables() {
    return output.equals("table");
  }

  /** Prints without a line's end. */
  void printRaw(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  void say(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }

  /** Lines of {@code endpoint key}, as the launcher writes them. */
  private String storedKey() {
    Path file = Path.of(System.getProperty("user.home"), ".config", "miroir", "credentials");
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        String[] parts = line.strip().split("\\s+", 2);
        if (parts.length == 2 && endpoints.stream().anyMatch(e -> e.endsWith(parts[0]))) {
          return parts[1];
        }
      }
    } catch (IOException e) {
      System.err.println("miroirctl: " + file + ": " + e.getMessage());
    }
    return "";
  }

  /** Commands that hang below this one. */
  abstract static class Group implements Runnable {
    @CommandLine.ParentCommand @Nullable Miroirctl parent;
    @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

    Miroirctl ctl() {
      Miroirctl found = parent;
      if (found == null) {
        throw new IllegalStateException("the command has no parent");
      }
      return found;
    }

    @Override
    public void run() {
      if (spec != null) {
        spec.commandLine().usage(System.out);
      }
    }
  }
}
