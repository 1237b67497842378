package miroir.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.Slot;
import miroir.cluster.Sorted;
import miroir.topology.Index;
import miroir.topology.Move;
import miroir.topology.Node;
import miroir.topology.Replica;

/**
 * Other numbers of shards for an index. No document changes its slot, and shards are aligned runs
 * of slots: the children of shard p are the shards from p × k up to p × k + k - 1, if there are k
 * times as many. So a split moves nothing, and a join moves what siblings do not have in common.
 * Pure.
 */
public final class Reshard {
  private Reshard() {}

  /** Returns why an index cannot have {@code shards} shards now, as a sentence. */
  public static Optional<String> refusal(Index index, int shards) {
    if (Integer.bitCount(shards) != 1 || shards < 1 || shards > Slot.COUNT) {
      return Optional.of("The number of shards must be a power of two from 1 to 16384.");
    }
    if (shards == index.shards()) {
      return Optional.of("Index " + index.id() + " has " + shards + " shards already.");
    }
    int siblings = index.shards() / shards;
    for (Map.Entry<String, List<List<Replica>>> group : index.placement().entrySet()) {
      for (int shard = 0; siblings > 1 && shard < index.shards(); shard++) {
        int first = shard / siblings * siblings;
        List<List<Replica>> rows = group.getValue();
        if (!new HashSet<>(rows.get(shard)).equals(new HashSet<>(rows.get(first)))) {
          return Optional.of(differing(index, group.getKey(), first, shard));
        }
      }
    }
    return Optional.empty();
  }

  private static String differing(Index index, String group, int one, int other) {
    return "Shards "
        + one
        + " and "
        + other
        + " of index "
        + index.id()
        + " have different replicas in group "
        + group
        + ": they cannot become one.";
  }

  /** Returns an index with more shards, each with the replicas of the one that it was part of. */
  public static Optional<Index> split(Index index, int shards) {
    return shards > index.shards() ? resharded(index, shards) : Optional.empty();
  }

  /** Returns an index with fewer shards; empty if some that become one have other replicas. */
  public static Optional<Index> join(Index index, int shards) {
    return shards < index.shards() ? resharded(index, shards) : Optional.empty();
  }

  private static Optional<Index> resharded(Index index, int shards) {
    if (refusal(index, shards).isPresent()) {
      return Optional.empty();
    }
    TreeMap<String, List<List<Replica>>> placement = new TreeMap<>();
    index
        .placement()
        .forEach(
            (group, rows) -> {
              List<List<Replica>> next = new ArrayList<>(shards);
              for (int shard = 0; shard < shards; shard++) {
                // Of the slots of a shard the first lies in its parent, or in its first child.
                int slot = shard * (Slot.COUNT / shards);
                next.add(rows.get(Slot.shard(slot, index.shards())));
              }
              placement.put(group, List.copyOf(next));
            });
    return Optional.of(index.resharded(shards, Sorted.copyOf(placement)));
  }

  /**
   * Plans what must move before a join: the fewest moves after which all siblings have the same
   * holders, and each node its share of the joined shards, rounded down or up.
   *
   * @param shards the number after the join
   * @param nodes those that may hold replicas, of all groups, in any order
   * @return the moves of shards as they are now, by shard and then by group; none for a split
   */
  public static List<Move> moves(Index index, int shards, Collection<Node> nodes) {
    int siblings = Integer.bitCount(shards) == 1 ? index.shards() / shards : 0;
    if (siblings < 2) {
      return List.of();
    }
    List<Move> moves = new ArrayList<>();
    String key = Long.toString(index.id());
    SortedMap<String, List<Planner.Candidate>> candidates = Moves.candidates(nodes);
    for (String group : Moves.groups(index, candidates)) {
      List<Planner.Candidate> own = candidates.getOrDefault(group, List.of());
      List<List<Replica>> present = Moves.present(index, group, own);
      List<List<String>> wanted =
          Planner.placeByWorth(key, index.copies(), own, held(present, shards, siblings));
      for (int shard = 0; shard < index.shards(); shard++) {
        List<String> holders = wanted.get(shard / siblings);
        moves.addAll(Moves.between(group, shard, present.get(shard), holders));
      }
    }
    return Moves.sorted(moves);
  }

  /** By joined shard and node: how many of the siblings it holds, which need not move then. */
  private static List<Map<String, Integer>> held(
      List<List<Replica>> present, int shards, int siblings) {
    List<Map<String, Integer>> held = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      Map<String, Integer> here = new TreeMap<>();
      present.subList(shard * siblings, (shard + 1) * siblings).stream()
          .flatMap(List::stream)
          .forEach(replica -> here.merge(replica.node(), 1, Integer::sum));
      held.add(here);
    }
    return held;
  }
}
