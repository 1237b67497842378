package miroir.coordinator.driver;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import miroir.coordinator.Limits;
import miroir.coordinator.node.NodeControl;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Node;
import miroir.topology.ReplicaState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Physical indexes that nobody names any more: of members that were rebuilt elsewhere or made anew,
 * of attempts that were given up, of indexes that were deleted while their node was away. Names are
 * never used again, so what the state does not name now it never will. Thread-safe.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Pattern NAME = Pattern.compile("miroir-(\\d{1,18})-(\\d{1,18})");

  private final Map<String, Long> sweptAtNanos = new ConcurrentHashMap<>();
  private final Map<String, Set<Long>> memberOf = new ConcurrentHashMap<>();

  /** Nodes that have lost a member since they were swept last. */
  private final Set<String> owed = ConcurrentHashMap.newKeySet();

  private final LongSupplier nanos;

  Leftovers(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Asks a node, which has just shown that it is the same database, to delete what is left. */
  void sweep(State state, Node node, NodeControl control) {
    Set<Long> members =
        state.indexes().values().stream()
            .filter(index -> index.members().containsKey(node.id()))
            .map(Index::id)
            .collect(Collectors.toSet());
    Set<Long> before = memberOf.put(node.id(), members);
    if (before != null && !members.containsAll(before)) {
      owed.add(node.id());
    }
    Long swept = sweptAtNanos.get(node.id());
    boolean rests = swept != null && nanos.getAsLong() - swept < Limits.SWEEP_PERIOD.toNanos();
    if (rests && !owed.contains(node.id())) {
      return;
    }
    sweptAtNanos.put(node.id(), nanos.getAsLong());
    List<String> names = control.indexes("miroir-");
    if (names.stream().noneMatch(name -> isUnnamed(state, name) && !isLeft(state, name))) {
      owed.remove(node.id());
    }
    for (String name : names) {
      if (isLeft(state, name)) {
        LOG.info("{}: index {} belongs to nobody any more, and is deleted", node.id(), name);
        control.dropIndex(name);
      }
    }
  }

  /**
   * A name whose number the state has not given out yet is somebody's who is ahead of it. One that
   * another member bears may be on the same server, under another id. And while copies of an index
   * are missing, an operator may want what is left.
   */
  static boolean isLeft(State state, String name) {
    Matcher parts = NAME.matcher(name);
    Index index = parts.matches() ? state.indexes().get(Long.parseLong(parts.group(1))) : null;
    return isUnnamed(state, name) && (index == null || isWhole(index));
  }

  private static boolean isUnnamed(State state, String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return false;
    }
    long id = Long.parseLong(parts.group(1));
    long cut = Long.parseLong(parts.group(2));
    Index index = state.indexes().get(id);
    if (index == null) {
      return id < state.nextIndexId();
    }
    boolean named = index.members().values().stream().anyMatch(one -> one.names().contains(cut));
    return cut < index.nextCut() && !named;
  }

  private static boolean isWhole(Index index) {
    return index.placement().values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .allMatch(replica -> replica.state() == ReplicaState.IN_SYNC);
  }

  void forgetAll() {
    sweptAtNanos.clear();
    memberOf.clear();
  }
}
