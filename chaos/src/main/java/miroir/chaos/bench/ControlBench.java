package miroir.chaos.bench;

import java.util.concurrent.Callable;
import miroir.chaos.workload.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many writes three coordinators register in a second, while their task window is full. */
@Command(
    name = "control",
    mixinStandardHelpOptions = true,
    description = "Registers and finishes tasks through three coordinators, as a gateway does.")
final class ControlBench implements Callable<Integer> {
  /** What the coordinators keep (architecture.md): older finished tasks fall out. */
  private static final int WINDOW = 1_000_000;

  private static final int GOAL = 5_000;

  @Mixin private final BenchCluster.Options options = new BenchCluster.Options();

  @Option(
      names = "--fill",
      defaultValue = "1000000",
      description = "tasks before the measurement: a full window (default: ${DEFAULT-VALUE})")
  private int fill = WINDOW;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "of each measurement (default: ${DEFAULT-VALUE})")
  private int seconds = 20;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,16,64,256,500",
      description = "writes of one proposal, a measurement each (default: ${DEFAULT-VALUE})")
  private int[] batches = {};

  private ControlBench() {}

  @Override
  public Integer call() throws Exception {
    try (BenchCluster cluster = options.start();
        Registering gateway = Registering.with(cluster)) {
      System.out.printf(
          "Writes registered and finished through three coordinators over gRPC and Ratis, each%n"
              + "of two node tasks; one registration and one outcome proposal under way at a time,"
              + " as a writer has.%n%n");
      long start = System.nanoTime();
      while (gateway.registered() < fill) {
        gateway.run(500, Math.min(100_000, fill - gateway.registered()), Long.MAX_VALUE);
        System.err.printf(
            "%,d tasks, %,.0f a second so far%n",
            gateway.registered(), gateway.registered() / ((System.nanoTime() - start) / 1e9));
      }
      System.out.printf("%,d tasks are kept; now, for %d s each:%n", gateway.kept(), seconds);
      System.out.printf(
          "  %-22s %14s %14s %14s%n", "writes of a proposal", "registered", "p50", "p99");
      for (int batch : batches) {
        Durations figures = new Durations();
        long writes =
            gateway.run(
                batch, Long.MAX_VALUE, System.nanoTime() + seconds * 1_000_000_000L, figures);
        System.out.printf(
            "  %-22d %10.0f w/s %11.1f ms %11.1f ms%n",
            batch,
            (double) writes / seconds,
            figures.micros(50) / 1_000,
            figures.micros(99) / 1_000);
      }
      System.out.printf("Goal: at least %,d writes a second in batches.%n", GOAL);
    }
    return 0;
  }
}
