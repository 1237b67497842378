package miroir.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import org.jspecify.annotations.Nullable;

/**
 * An index of the clients, spread over members.
 *
 * @param id never reused
 * @param primaryKey name of the primary key, null while unknown
 * @param shards S, a power of two from 1 to 16,384
 * @param copies wanted copies per replica group
 * @param created whether each shard has had one ready member
 * @param nextCut the next number of the cut counter; every physical name takes one
 * @param settings client settings, JSON
 * @param createdAtNanos creation, nanoseconds since 1970
 * @param updatedAtNanos last change, nanoseconds since 1970
 * @param members by node
 * @param placement by group: shard → replicas
 * @param emptied slots whose loss an operator accepted: they are empty until a replica of theirs is
 *     in sync again
 * @param takenOut routing epoch in which a replica was last taken out of sync, 0 if never
 */
public record Index(
    long id,
    @Nullable String primaryKey,
    int shards,
    int copies,
    boolean created,
    long nextCut,
    IndexSettings settings,
    long createdAtNanos,
    long updatedAtNanos,
    SortedMap<String, Member> members,
    SortedMap<String, List<List<Replica>>> placement,
    SlotSet emptied,
    long takenOut) {

  /** Returns the physical name of this index under a cut. */
  public static String physicalName(long indexId, long cut) {
    return "miroir-" + indexId + "-" + cut;
  }

  /** What the next index is made of: this one, but for what is set. */
  private static final class Draft {
    private final Index base;
    private @Nullable String primaryKey;
    private int shards;
    private boolean created;
    private long nextCut;
    private IndexSettings settings;
    private long updatedAtNanos;
    private SortedMap<String, Member> members;
    private SortedMap<String, List<List<Replica>>> placement;
    private SlotSet emptied;
    private long takenOut;

    Draft(Index index) {
      base = index;
      primaryKey = index.primaryKey;
      shards = index.shards;
      created = index.created;
      nextCut = index.nextCut;
      settings = index.settings;
      updatedAtNanos = index.updatedAtNanos;
      members = index.members;
      placement = index.placement;
      emptied = index.emptied;
      takenOut = index.takenOut;
    }

    Index build() {
      return new Index(
          base.id,
          primaryKey,
          shards,
          base.copies,
          created,
          nextCut,
          settings,
          base.createdAtNanos,
          updatedAtNanos,
          members,
          placement,
          emptied,
          takenOut);
    }
  }

  /** Returns this index with a primary key. */
  public Index keyed(@Nullable String key) {
    Draft next = new Draft(this);
    next.primaryKey = key;
    return next.build();
  }

  /** Returns this index, its cut counter one further. */
  public Index cutTaken() {
    Draft next = new Draft(this);
    next.nextCut++;
    return next.build();
  }

  /** Returns this index with other client settings. */
  public Index with(IndexSettings newSettings) {
    Draft next = new Draft(this);
    next.settings = newSettings;
    return next.build();
  }

  /** Returns this index as changed at a time, in nanoseconds since 1970. */
  public Index touched(long atNanos) {
    Draft next = new Draft(this);
    next.updatedAtNanos = atNanos;
    return next.build();
  }

  /** Returns this index with one member added or replaced. */
  public Index with(Member member) {
    Draft next = new Draft(this);
    next.members = Sorted.with(members, member.node(), member);
    return next.build();
  }

  /** Returns this index without a member that holds no replica. */
  public Index without(String node) {
    Draft next = new Draft(this);
    next.members = Sorted.without(members, node);
    return next.build();
  }

  /** Returns this index, usable from now on. */
  public Index asCreated() {
    Draft next = new Draft(this);
    next.created = true;
    return next.build();
  }

  /** Returns this index, empty in these slots and no others. */
  public Index emptiedIn(SlotSet slots) {
    Draft next = new Draft(this);
    next.emptied = slots;
    return next.build();
  }

  /** Returns this index, a replica of which was taken out of sync in a routing epoch. */
  public Index takenOutAt(long epoch) {
    Draft next = new Draft(this);
    next.takenOut = epoch;
    return next.build();
  }

  /** Returns this index under another placement. */
  public Index placed(SortedMap<String, List<List<Replica>>> newPlacement) {
    Draft next = new Draft(this);
    next.placement = newPlacement;
    return next.build();
  }

  /** Returns this index with another number of shards, under a placement of as many. */
  public Index resharded(int newShards, SortedMap<String, List<List<Replica>>> newPlacement) {
    Draft next = new Draft(this);
    next.shards = newShards;
    next.placement = newPlacement;
    return next.build();
  }

  /** Returns this index with every replica passed through {@code change}, given its shard. */
  public Index withReplicas(ReplicaChange change) {
    TreeMap<String, List<List<Replica>>> next = new TreeMap<>();
    placement.forEach(
        (group, rows) -> {
          List<List<Replica>> changed = new ArrayList<>(rows.size());
          for (int shard = 0; shard < rows.size(); shard++) {
            int at = shard;
            changed.add(mapped(rows.get(shard), replica -> change.apply(at, replica)));
          }
          next.put(group, List.copyOf(changed));
        });
    return placed(Sorted.copyOf(next));
  }

  private static List<Replica> mapped(List<Replica> row, UnaryOperator<Replica> change) {
    List<Replica> changed = row.stream().map(change).toList();
    return changed.equals(row) ? row : changed;
  }

  /** Returns whether a replica that is in sync in {@code before} is not in this. */
  @SuppressWarnings("ReferenceEquality") // What no command touched is the same object: O(1).
  public boolean retreatsFrom(Index before) {
    if (placement == before.placement) {
      return false;
    }
    return before.placement.entrySet().stream()
        .anyMatch(
            group -> {
              List<List<Replica>> now = placement.getOrDefault(group.getKey(), List.of());
              for (int shard = 0; shard < now.size(); shard++) {
                List<Replica> was = group.getValue().get(shard);
                if (was != now.get(shard) && !inSync(now.get(shard)).containsAll(inSync(was))) {
                  return true;
                }
              }
              return now.isEmpty();
            });
  }

  private static Set<String> inSync(List<Replica> row) {
    return row.stream()
        .filter(replica -> replica.state() == ReplicaState.IN_SYNC)
        .map(Replica::node)
        .collect(Collectors.toSet());
  }

  /** Returns a number that grows with each drift of settings found; 0 if all are in order. */
  public long settingsDrift() {
    boolean drifted = members.values().stream().anyMatch(member -> member.check().drifted());
    return drifted
        ? members.values().stream().mapToLong(member -> member.check().drifts()).sum()
        : 0;
  }

  /** Returns whether some replica of the shard, in any group, is in sync. */
  public boolean hasInSync(int shard) {
    return placement.values().stream()
        .flatMap(rows -> rows.get(shard).stream())
        .anyMatch(replica -> replica.state() == ReplicaState.IN_SYNC);
  }

  /** A change of one replica. */
  @FunctionalInterface
  public interface ReplicaChange {
    /** Returns what the replica becomes. */
    Replica apply(int shard, Replica replica);
  }
}
