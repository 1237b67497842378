package miroir.chaos.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import miroir.chaos.workload.Load;
import miroir.chaos.workload.LoadPlan;
import org.jspecify.annotations.Nullable;

/** Runs faults, one after the other, each for some rounds, and tells what they cost. */
final class Matrix {
  private static final int WARM_WRITES = 800;

  private final Stage.Make make;
  private final @Nullable Path data;
  private final Consumer<String> say;
  private @Nullable Stage stage;
  private int stages;

  /**
   * Makes one.
   *
   * @param data where clusters lie and stay; in directories of their own when null
   * @param say hears a line at a time
   */
  Matrix(Stage.Make make, @Nullable Path data, Consumer<String> say) {
    this.make = make;
    this.data = data;
    this.say = say;
  }

  /** Returns whether everything that must hold did. */
  boolean run(List<Fault> faults, int rounds, long seed) throws Exception {
    List<Figures> all = new ArrayList<>();
    try {
      for (Fault fault : faults) {
        if (fault.reach() == Fault.Reach.NODES && !make.nodes().isEmpty()) {
          say.accept(fault.label() + ": left out, these nodes are not ours to stop");
          continue;
        }
        Figures figures = run(fault, rounds, seed);
        all.add(figures);
        say.accept(figures.line().stripTrailing());
      }
    } finally {
      end();
    }
    say.accept("");
    say.accept(Figures.header().stripTrailing());
    all.forEach(figures -> say.accept(figures.line().stripTrailing()));
    return all.stream().allMatch(figures -> figures.violations().isEmpty());
  }

  private Figures run(Fault fault, int rounds, long seed) throws Exception {
    say.accept(fault.label());
    Figures figures = new Figures(fault);
    Trial trial = new Trial(stage(), fault, figures, say);
    trial.run(rounds, seed);
    figures.answers().forEach(answer -> say.accept("    answered: " + answer));
    List<String> wrong = figures.violations();
    if (!wrong.isEmpty()) {
      wrong.forEach(sentence -> say.accept("    WRONG: " + sentence));
      // What is broken stays to be looked at; the next fault begins anew.
      say.accept("    logs: " + stage().keep());
      end();
    }
    return figures;
  }

  private Stage stage() throws IOException, InterruptedException {
    Stage open = stage;
    if (open == null) {
      stages++;
      Path directory = data == null ? null : data.resolve("cluster-" + stages);
      open = Stage.open(make, directory, say);
      warmUp(open);
      stage = open;
    }
    return open;
  }

  /** Processes that have just begun compile themselves: what faults cost would be told of that. */
  private void warmUp(Stage open) throws IOException, InterruptedException {
    say.accept("warming up");
    String index = "warm-up";
    Load.prepare(open.apis().get(0), index);
    open.apis().get(1).awaitIndex(index);
    LoadPlan plan = new LoadPlan(index, "w", 2, 1, 20, 1);
    try (Load load = new Load(open.gateways(), open.key(), plan)) {
      load.awaitAcknowledged(WARM_WRITES);
    }
  }

  private void end() throws IOException {
    Stage open = stage;
    stage = null;
    if (open != null) {
      open.close();
    }
  }
}
