package miroir.chaos.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import miroir.chaos.Programs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code scripts/bench}: what a cluster costs and gives beside its nodes alone. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures a cluster against its nodes alone, in turns on the same machine. Prints ratios"
            + " and how they were measured.",
    subcommands = {
      SearchBench.class,
      WriteBench.class,
      CopyBench.class,
      ControlBench.class,
      Main.Jmh.class
    })
public final class Main implements Runnable {
  private Main() {}

  /** Runs the program; it ends with 0 when the measurement ran to its end. */
  public static void main(String[] arguments) {
    Programs.run("bench", new Main(), arguments);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** JMH's own program, under a name of ours. */
  @Command(
      name = "jmh",
      description = "The microbenchmarks for route, split and merge; takes JMH's own arguments.")
  static final class Jmh implements Callable<Integer> {
    @Unmatched private List<String> arguments = new ArrayList<>();

    private Jmh() {}

    @Override
    public Integer call() throws Exception {
      org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
      return 0;
    }
  }
}
