package miroir.gateway.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who can answer for what: the holders of one index's shards in one replica group, at one routing
 * epoch. Plans are the smallest sets of nodes, because fan-out is what a search costs; they are
 * kept per set of live nodes, so that a search picks one instead of computing it.
 */
public final class Coverage {
  /** Plans kept to choose from; enough to spread searches, few enough to compute at once. */
  private static final int CHOICES = 16;

  /** Sets of live nodes whose plans are kept; liveness changes one node at a time. */
  private static final int MEMORY = 64;

  private final int shardCount;
  private final List<Holder> holders;

  /** Shards by the set of nodes that hold them in sync: shards of one class are alike. */
  private final Map<BitSet, BitSet> classes;

  private final Map<BitSet, List<SearchPlan>> plansByLive = new ConcurrentHashMap<>();

  /**
   * One node's share of an index.
   *
   * @param node the node's id
   * @param inSync shards that it may answer for
   * @param held shards of which it may hold documents: the former, and those being copied, left or
   *     not yet cleaned
   */
  public record Holder(String node, BitSet inSync, BitSet held) {}

  private Coverage(int shardCount, List<Holder> holders, Map<BitSet, BitSet> classes) {
    this.shardCount = shardCount;
    this.holders = holders;
    this.classes = classes;
  }

  /** Returns the coverage of an index with {@code shardCount} shards by these holders. */
  public static Coverage of(int shardCount, List<Holder> holders) {
    List<Holder> sorted = new ArrayList<>(holders);
    sorted.sort(Comparator.comparing(Holder::node));
    Map<BitSet, BitSet> classes = new LinkedHashMap<>();
    for (int shard = 0; shard < shardCount; shard++) {
      BitSet nodes = new BitSet();
      for (int node = 0; node < sorted.size(); node++) {
        nodes.set(node, sorted.get(node).inSync().get(shard));
      }
      classes.computeIfAbsent(nodes, unseen -> new BitSet()).set(shard);
    }
    return new Coverage(shardCount, sorted, classes);
  }

  /**
   * Returns a plan for all shards: of two smallest ones, drawn by {@code choice}, that whose
   * costliest node costs less.
   *
   * @param live whether a node may be asked
   * @param cost what a node costs now, such as recent latency × requests in flight
   * @param choice any number that differs from search to search
   */
  public SearchPlan plan(Predicate<String> live, ToDoubleFunction<String> cost, long choice) {
    BitSet usable = usable(live);
    @Nullable List<SearchPlan> plans = plansByLive.get(usable);
    if (plans == null) {
      plans = plans(classes, usable);
      if (plansByLive.size() < MEMORY) {
        plansByLive.put(usable, plans);
      }
    }
    return cheaperOfTwo(plans, cost, choice);
  }

  /** Returns a plan, as {@link #plan} does, for some shards alone. */
  public SearchPlan planFor(
      BitSet shards, Predicate<String> live, ToDoubleFunction<String> cost, long choice) {
    Map<BitSet, BitSet> wanted = new LinkedHashMap<>();
    classes.forEach(
        (nodes, all) -> {
          BitSet some = (BitSet) all.clone();
          some.and(shards);
          if (!some.isEmpty()) {
            wanted.put(nodes, some);
          }
        });
    return cheaperOfTwo(plans(wanted, usable(live)), cost, choice);
  }

  private BitSet usable(Predicate<String> live) {
    BitSet usable = new BitSet();
    for (int node = 0; node < holders.size(); node++) {
      usable.set(node, live.test(holders.get(node).node()));
    }
    return usable;
  }

  private List<SearchPlan> plans(Map<BitSet, BitSet> wanted, BitSet usable) {
    BitSet missing = new BitSet();
    Map<BitSet, BitSet> reachable = new LinkedHashMap<>();
    wanted.forEach(
        (nodes, shards) -> {
          BitSet left = (BitSet) nodes.clone();
          left.and(usable);
          if (left.isEmpty()) {
            missing.or(shards);
          } else {
            reachable.computeIfAbsent(left, unseen -> new BitSet()).or(shards);
          }
        });
    List<SearchPlan> plans = new ArrayList<>();
    for (BitSet nodes : SmallestSets.of(reachable, usable, CHOICES)) {
      plans.add(new SearchPlan(parts(BalancedShares.of(reachable, nodes)), missing));
    }
    return plans;
  }

  private List<SearchPlan.Part> parts(Map<Integer, BitSet> shares) {
    List<SearchPlan.Part> parts = new ArrayList<>();
    shares.forEach(
        (node, shards) -> {
          Holder holder = holders.get(node);
          BitSet held = (BitSet) holder.held().clone();
          held.or(holder.inSync());
          @Nullable String filter =
              TokenCover.of(
                      TokenCover.slots(shards, shardCount), TokenCover.slots(held, shardCount))
                  .map(TokenCover::filter)
                  .orElse(null);
          parts.add(new SearchPlan.Part(holder.node(), shards, filter));
        });
    return parts;
  }

  private static SearchPlan cheaperOfTwo(
      List<SearchPlan> plans, ToDoubleFunction<String> cost, long choice) {
    long mixed = (choice + 1) * 0x9E3779B97F4A7C15L;
    SearchPlan one = plans.get((int) ((mixed >>> 33) % plans.size()));
    SearchPlan other = plans.get((int) ((mixed >>> 1 & 0x7FFF_FFFFL) % plans.size()));
    return costliest(other, cost) < costliest(one, cost) ? other : one;
  }

  private static double costliest(SearchPlan plan, ToDoubleFunction<String> cost) {
    double costliest = 0;
    for (SearchPlan.Part part : plan.parts()) {
      costliest = Math.max(costliest, cost.applyAsDouble(part.node()));
    }
    return costliest;
  }
}
