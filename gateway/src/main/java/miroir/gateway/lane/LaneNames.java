package miroir.gateway.lane;

import java.util.List;
import java.util.TreeMap;
import miroir.command.Command;
import miroir.gateway.Limits;
import miroir.topology.Index;

/**
 * The names that the index may bear on one node, ascending, and the renamings between them that are
 * not yet known to be over. Names only grow; an older one is forgotten when the coordinators have
 * said so. Runs on the writer's loop.
 */
final class LaneNames {
  private static final long RETRY_MILLIS = 200;

  private final TreeMap<Long, Long> renameTasks = new TreeMap<>();
  private final LaneTerms terms;
  private final String node;
  private List<Long> names;
  private boolean begun;
  private int failed;
  private boolean closed;

  LaneNames(LaneTerms terms, String node, List<Long> names) {
    this.terms = terms;
    this.node = node;
    this.names = List.copyOf(names);
  }

  List<Long> all() {
    return names;
  }

  /** Returns whether the newest name comes from a cut that has failed, so that it is still free. */
  boolean begun() {
    return begun;
  }

  List<String> physical() {
    return names.stream().map(cut -> Index.physicalName(terms.index(), cut)).toList();
  }

  String newest() {
    return Index.physicalName(terms.index(), names.get(names.size() - 1));
  }

  /** A cut has failed under these names; the next one goes on with a name that it has taken. */
  void tried(List<Long> tried) {
    begun |= tried.get(tried.size() - 1) > names.get(names.size() - 1);
    names = since(tried, names.get(0));
  }

  /** A cut has worked: the renamings from {@code firstRename} on give it the newest of these. */
  void cut(List<Long> cut, long firstRename) {
    names = since(cut, names.get(0));
    begun = false;
    renameTasks.put(names.get(names.size() - 1), firstRename);
  }

  /** Names that were forgotten while a cut was under way do not come back. */
  private static List<Long> since(List<Long> some, long oldest) {
    return some.stream().filter(name -> name >= oldest).toList();
  }

  /**
   * Returns the node task that a settled position must stay below: a log from there on would not
   * show which names were borne.
   */
  long settleBelow() {
    return renameTasks.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }

  /** A renaming has ended. */
  void renamed(boolean succeeded) {
    failed = succeeded ? 0 : failed + 1;
  }

  /** Returns how much longer than usual to wait before the next cut: 0 while few have failed. */
  long restMillis() {
    long seconds = Math.max(0, failed - Limits.RENAMINGS);
    return Math.min(seconds * 1_000, Limits.RENAMING_REST.toMillis());
  }

  /** The renaming to {@code newest} has succeeded: says so until the coordinators have decided. */
  void forgetBefore(long newest) {
    if (closed) {
      return;
    }
    terms
        .proposer()
        .propose(
            new Command.ForgetNames(terms.index(), terms.epoch(), node, newest),
            result -> {
              if (result instanceof Proposer.Result.Replied) {
                names = since(names, newest);
                begun &= names.size() > 1;
                renameTasks.headMap(newest, true).clear();
              } else {
                terms.clock().after(RETRY_MILLIS, () -> forgetBefore(newest));
              }
            });
  }

  void close() {
    closed = true;
  }
}
