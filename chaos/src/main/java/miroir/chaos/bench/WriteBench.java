package miroir.chaos.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is written through a gateway beside the same documents posted straight to the nodes. */
@Command(
    name = "write",
    mixinStandardHelpOptions = true,
    description = "Writes through a gateway against the same split and copies posted to the nodes.")
final class WriteBench implements Callable<Integer> {
  private static final int WARM_UP_ROUNDS = 3;

  /** Some 10,000 small writes: until then gateway and coordinators run uncompiled code. */
  private static final int WARM_UP_SECONDS = 45;

  @Mixin private final BenchCluster.Options options = new BenchCluster.Options();

  @Option(names = "--rounds", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 5;

  @Option(
      names = "--batch",
      defaultValue = "5000",
      description = "documents of a large batch (default: ${DEFAULT-VALUE})")
  private int batch = 5_000;

  @Option(
      names = "--batches",
      defaultValue = "4",
      description = "large batches of a round (default: ${DEFAULT-VALUE})")
  private int batches = 4;

  @Option(
      names = "--clients",
      defaultValue = "64",
      description = "clients that post one document at a time (default: ${DEFAULT-VALUE})")
  private int clients = 64;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "how long they do, in each round (default: ${DEFAULT-VALUE})")
  private int seconds = 5;

  private WriteBench() {}

  @Override
  public Integer call() throws Exception {
    try (BenchCluster cluster = options.start()) {
      System.out.printf(
          "Writes in 2 copies over %d nodes, %s; documents of some 500 bytes.%n"
              + "Directly: the same split with the same reserved fields, split beforehand, posted"
              + " to the same nodes%nunder the same settings. In turns, a new index each time.%n%n",
          cluster.nodes().size(), options.kind());
      WriteSides sides = new WriteSides(cluster);
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        sides.large("warm-up-" + i, batch, 2);
      }
      sides.small("warm-up-small", clients, WARM_UP_SECONDS);
      large(sides);
      small(sides);
    }
    return 0;
  }

  private void large(WriteSides sides) throws IOException, InterruptedException {
    List<Double> ratios = new ArrayList<>();
    System.out.printf("%d batches of %d documents, until every task is finished%n", batches, batch);
    System.out.printf("  %-7s %14s %14s %8s %18s%n", "round", "nodes", "gateway", "ratio", "CPU");
    for (int round = 1; round <= rounds; round++) {
      WriteSides.Pair pair = sides.large("large-" + round, batch, batches);
      ratios.add(pair.ratio());
      System.out.printf(
          "  %-7d %10.0f d/s %10.0f d/s %7.0f%% %11.1f µs/doc%n",
          round, pair.direct(), pair.through(), 100 * pair.ratio(), pair.cpuMicros());
    }
    System.out.printf("  median ratio %.0f%% (goal: at least 90%%)%n%n", 100 * median(ratios));
  }

  private void small(WriteSides sides) throws IOException, InterruptedException {
    List<Double> ratios = new ArrayList<>();
    List<Double> finished = new ArrayList<>();
    System.out.printf(
        "%d clients, one document at a time for %d s: acknowledged, and until every task is"
            + " finished%n",
        clients, seconds);
    System.out.printf(
        "  %-7s %12s %12s %7s %20s %20s %7s%n",
        "round", "nodes", "gateway", "ratio", "nodes finished", "gateway finished", "ratio");
    for (int round = 1; round <= rounds; round++) {
      WriteSides.Small pair = sides.small("small-" + round, clients, seconds);
      ratios.add(pair.acknowledged().ratio());
      finished.add(pair.finished().ratio());
      System.out.printf(
          "  %-7d %8.0f d/s %8.0f d/s %6.2fx %16.0f d/s %16.0f d/s %6.2fx%n",
          round,
          pair.acknowledged().direct(),
          pair.acknowledged().through(),
          pair.acknowledged().ratio(),
          pair.finished().direct(),
          pair.finished().through(),
          pair.finished().ratio());
    }
    System.out.printf(
        "  median ratio %.2fx acknowledged (goal: at least 2x), %.2fx finished%n",
        median(ratios), median(finished));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
