package miroir.chaos.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import miroir.cluster.Slot;
import miroir.gateway.plan.Coverage;
import miroir.gateway.plan.SearchPlan;
import miroir.gateway.plan.Tokens;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find where a document lies, and whom to ask for a search. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteBenchmark {
  /** Nodes of the replica group. */
  @Param({"3", "12", "100", "1000"})
  public int nodes = 3;

  private List<Coverage.Holder> holders = List.of();
  private Coverage coverage = Coverage.of(1, List.of());
  private long search;

  /** Lays 64 shards in two copies around the nodes. */
  @Setup
  public void placeShards() {
    holders = new ArrayList<>();
    int shards = Math.max(64, Integer.highestOneBit(2 * nodes));
    for (int node = 0; node < nodes; node++) {
      BitSet inSync = new BitSet();
      for (int shard = 0; shard < shards; shard++) {
        inSync.set(shard, Math.floorMod(node - shard, nodes) < 2);
      }
      holders.add(new Coverage.Holder("node-" + node, inSync, inSync));
    }
    coverage = Coverage.of(shards, holders);
  }

  /** Finds the slot of a document and the tokens that it gets. */
  @Benchmark
  public List<String> routeDocument() {
    return Tokens.ofSlot(Slot.of("document-" + search++));
  }

  /** Chooses nodes for a search, as most searches do. */
  @Benchmark
  public SearchPlan planSearch() {
    return coverage.plan(node -> true, node -> 1, search++);
  }

  /** Computes all plans, as after a change of placement. */
  @Benchmark
  public SearchPlan planAnew() {
    return Coverage.of(Math.max(64, Integer.highestOneBit(2 * nodes)), holders)
        .plan(node -> true, node -> 1, search++);
  }
}
