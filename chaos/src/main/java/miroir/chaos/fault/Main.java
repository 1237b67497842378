package miroir.chaos.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import miroir.chaos.Programs;
import miroir.chaos.seeded.BugHunt;
import miroir.chaos.sim.Campaign;
import miroir.chaos.sim.Simulation;
import miroir.chaos.sim.SmallWorlds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/chaos}: faults on a cluster of its own, under load. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = "Faults on a local cluster of its own, under constant writes and searches.")
public final class Main implements Runnable {
  private Main() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    Programs.run("chaos", new Main(), arguments);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  @Command(
      name = "simulate",
      description = "Runs random schedules on virtual time; 1 if a promise was broken.")
  int simulate(
      @Option(
              names = "--schedules",
              defaultValue = "5000",
              description = "how many (default: 5000)")
          long schedules,
      @Option(names = "--seed", defaultValue = "1", description = "of the first (default: 1)")
          long seed,
      @Option(names = "--threads", defaultValue = "1", description = "how many (default: 1)")
          int threads,
      @Option(names = "--replay", description = "runs this seed alone, and tells all of it")
          @Nullable Long replay)
      throws InterruptedException {
    Consumer<String> say = System.out::println;
    if (replay == null) {
      return Campaign.run(seed, schedules, threads, say) ? 0 : 1;
    }
    try (Simulation simulation = new Simulation(say)) {
      return simulation.replay(replay) ? 0 : 1;
    }
  }

  @Command(
      name = "enumerate",
      description = "Runs every small world there is; 1 if a promise was broken.")
  int enumerate(
      @Option(
              names = "--operations",
              defaultValue = "2",
              description = "most in a world (default: 2)")
          int operations,
      @Option(names = "--faults", defaultValue = "2", description = "most in one (default: 2)")
          int faults,
      @Option(names = "--seed", defaultValue = "1", description = "of the delays (default: 1)")
          long seed,
      @Option(names = "--threads", defaultValue = "2", description = "how many (default: 2)")
          int threads,
      @Option(
              names = "--progress",
              description = "a file that keeps what has been explored: the next run goes on")
          @Nullable Path progress)
      throws InterruptedException, IOException {
    return SmallWorlds.run(seed, operations, faults, threads, progress, System.out::println)
        ? 0
        : 1;
  }

  @Command(
      name = "seeded-bugs",
      description = "Hunts bugs that were put in on purpose; 1 if the simulation misses one.")
  int seededBugs(
      @Option(names = "--bug", description = "only this one") @Nullable String bug,
      @Option(names = "--seed", description = "of the first schedule (default: the list's)")
          @Nullable Long seed,
      @Option(names = "--seconds", defaultValue = "60", description = "most for each (default: 60)")
          int seconds)
      throws IOException {
    return BugHunt.all(bug, seed, Duration.ofSeconds(seconds), System.out::println) ? 0 : 1;
  }

  @Command(
      name = "faults",
      description = "Breaks things under load, one at a time; 1 if a promise was broken.")
  int faults(
      @Option(names = "--fault", split = ",", description = "only these (default: all)")
          @Nullable List<String> names,
      @Option(names = "--rounds", defaultValue = "20", description = "of each (default: 20)")
          int rounds,
      @Option(names = "--seed", defaultValue = "1", description = "of the first round (default: 1)")
          long seed,
      @Option(names = "--nodes", split = ",", description = "URLs of fresh Meilisearch servers")
          @Nullable List<String> nodes,
      @Option(names = "--node-master-key", defaultValue = "", description = "their master key")
          String nodeKey,
      @Option(
              names = "--node-program",
              defaultValue = "",
              description = "a Meilisearch binary to run nodes from")
          String nodeProgram,
      @Option(names = "--port-base", defaultValue = "8700", description = "first port")
          int portBase,
      @Option(names = "--data", description = "where the data lie (default: a new directory)")
          @Nullable Path data)
      throws Exception {
    Stage.Make make =
        new Stage.Make(nodes == null ? List.of() : nodes, nodeKey, nodeProgram, portBase);
    return new Matrix(make, data, System.out::println).run(Fault.named(names), rounds, seed)
        ? 0
        : 1;
  }
}
