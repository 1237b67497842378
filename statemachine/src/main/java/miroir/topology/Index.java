package miroir.topology;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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
    SortedMap<String, List<List<Replica>>> placement) {

  /** Returns the physical name of this index under a cut. */
  public static String physicalName(long indexId, long cut) {
    return "miroir-" + indexId + "-" + cut;
  }

  /** Returns this index with a primary key. */
  public Index keyed(@Nullable String key) {
    return new Index(
        id,
        key,
        shards,
        copies,
        created,
        nextCut,
        settings,
        createdAtNanos,
        updatedAtNanos,
        members,
        placement);
  }

  /** Returns this index, its cut counter one further. */
  public Index cutTaken() {
    return new Index(
        id,
        primaryKey,
        shards,
        copies,
        created,
        nextCut + 1,
        settings,
        createdAtNanos,
        updatedAtNanos,
        members,
        placement);
  }

  /** Returns this index with other client settings. */
  public Index with(IndexSettings newSettings) {
    return new Index(
        id,
        primaryKey,
        shards,
        copies,
        created,
        nextCut,
        newSettings,
        createdAtNanos,
        updatedAtNanos,
        members,
        placement);
  }

  /** Returns this index as changed at a time, in nanoseconds since 1970. */
  public Index touched(long atNanos) {
    return new Index(
        id,
        primaryKey,
        shards,
        copies,
        created,
        nextCut,
        settings,
        createdAtNanos,
        atNanos,
        members,
        placement);
  }

  /** Returns this index with one member added or replaced. */
  public Index with(Member member) {
    return new Index(
        id,
        primaryKey,
        shards,
        copies,
        created,
        nextCut,
        settings,
        createdAtNanos,
        updatedAtNanos,
        Sorted.with(members, member.node(), member),
        placement);
  }

  /** Returns this index, usable from now on. */
  public Index asCreated() {
    return new Index(
        id,
        primaryKey,
        shards,
        copies,
        true,
        nextCut,
        settings,
        createdAtNanos,
        updatedAtNanos,
        members,
        placement);
  }

  /** Returns this index with every replica passed through {@code change}, given its shard. */
  public Index withReplicas(ReplicaChange change) {
    TreeMap<String, List<List<Replica>>> next = new TreeMap<>();
    placement.forEach(
        (group, rows) -> {
          List<List<Replica>> changed = new java.util.ArrayList<>(rows.size());
          for (int shard = 0; shard < rows.size(); shard++) {
            int at = shard;
            changed.add(mapped(rows.get(shard), replica -> change.apply(at, replica)));
          }
          next.put(group, List.copyOf(changed));
        });
    return new Index(
        id,
        primaryKey,
        shards,
        copies,
        created,
        nextCut,
        settings,
        createdAtNanos,
        updatedAtNanos,
        members,
        Sorted.copyOf(next));
  }

  private static List<Replica> mapped(List<Replica> row, UnaryOperator<Replica> change) {
    List<Replica> changed = row.stream().map(change).toList();
    return changed.equals(row) ? row : changed;
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
