package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/**
 * Which members must have a write: those whose replica of a touched shard is in sync (protocol.md
 * W3). Immutable, made anew with each view.
 */
final class Targets {
  private final int shards;
  private final List<List<String>> byShard;
  private final SortedMap<String, SlotSet> owned;
  private final List<Integer> placed;
  private final SlotSet unheld;

  Targets(IndexRoute route) {
    shards = route.shards();
    byShard = new ArrayList<>();
    placed = new ArrayList<>();
    owned = new TreeMap<>();
    for (int shard = 0; shard < shards; shard++) {
      List<String> nodes = new ArrayList<>();
      int copies = 0;
      for (List<List<Replica>> rows : route.placement().values()) {
        copies += (int) rows.get(shard).stream().filter(one -> one.state().isOwn()).count();
        for (Replica replica : rows.get(shard)) {
          if (replica.state() == ReplicaState.IN_SYNC
              && route.members().containsKey(replica.node())) {
            nodes.add(replica.node());
            owned.merge(replica.node(), SlotSet.ofShard(shard, shards), SlotSet::or);
          }
        }
      }
      byShard.add(List.copyOf(nodes));
      placed.add(copies);
    }
    SlotSet none = SlotSet.ALL;
    for (SlotSet slots : owned.values()) {
      none = none.minus(slots);
    }
    unheld = none;
  }

  /** Returns the members that must have a document. */
  List<String> of(int slot) {
    return byShard.get(Slot.shard(slot, shards));
  }

  /** Returns what each member holds in sync. */
  SortedMap<String, SlotSet> all() {
    return owned;
  }

  /** Returns what a member holds in sync. */
  SlotSet ownedBy(String node) {
    return owned.getOrDefault(node, SlotSet.NONE);
  }

  /** Returns what no member holds in sync. */
  SlotSet unheld() {
    return unheld;
  }

  /**
   * Returns the slots of shards with fewer copies in sync than are asked for, and than they are
   * placed in, if all these are taken out.
   */
  SlotSet thin(int least, Map<String, SlotSet> missed) {
    SlotSet thin = SlotSet.NONE;
    for (int shard = 0; least > 1 && shard < shards; shard++) {
      SlotSet slots = SlotSet.ofShard(shard, shards);
      long there =
          byShard.get(shard).stream()
              .filter(node -> !missed.getOrDefault(node, SlotSet.NONE).intersects(slots))
              .count();
      thin = there < Math.min(least, placed.get(shard)) ? thin.or(slots) : thin;
    }
    return thin;
  }

  /** Returns what a member holds in sync and no other does. */
  SlotSet onlyBy(String node) {
    SlotSet only = ownedBy(node);
    for (Map.Entry<String, SlotSet> member : owned.entrySet()) {
      only = member.getKey().equals(node) ? only : only.minus(member.getValue());
    }
    return only;
  }

  /** Returns the members without which a shard would have no copy, if all these are taken out. */
  Set<String> lastCopies(Map<String, SlotSet> missed) {
    Set<String> last = new TreeSet<>();
    for (int shard = 0; shard < shards; shard++) {
      SlotSet slots = SlotSet.ofShard(shard, shards);
      List<String> losing =
          byShard.get(shard).stream()
              .filter(node -> missed.getOrDefault(node, SlotSet.NONE).intersects(slots))
              .toList();
      if (losing.size() == byShard.get(shard).size()) {
        last.addAll(losing);
      }
    }
    return last;
  }

  /** Returns the slots of shards that would have no copy, if all these are taken out. */
  SlotSet lost(Map<String, SlotSet> missed) {
    SlotSet lost = SlotSet.NONE;
    for (int shard = 0; shard < shards; shard++) {
      SlotSet slots = SlotSet.ofShard(shard, shards);
      boolean none =
          byShard.get(shard).stream()
              .allMatch(node -> missed.getOrDefault(node, SlotSet.NONE).intersects(slots));
      lost = none ? lost.or(slots) : lost;
    }
    return lost;
  }

  /**
   * Returns what must stay in sync of members if all these are taken out: of each shard that would
   * have no copy, one.
   *
   * @param first members that are chosen before others
   */
  Map<String, SlotSet> survivors(Map<String, SlotSet> missed, Set<String> first) {
    SlotSet lost = lost(missed);
    Map<String, SlotSet> kept = new TreeMap<>();
    for (int shard = 0; shard < shards; shard++) {
      List<String> copies = byShard.get(shard);
      SlotSet slots = SlotSet.ofShard(shard, shards);
      if (!copies.isEmpty() && slots.intersects(lost)) {
        String one = copies.stream().filter(first::contains).findFirst().orElse(copies.get(0));
        kept.merge(one, slots, SlotSet::or);
      }
    }
    return kept;
  }

  /**
   * Returns the copies of a document; of the first shard, as all have equally many but for faults.
   */
  int copies() {
    return byShard.get(0).size();
  }
}
