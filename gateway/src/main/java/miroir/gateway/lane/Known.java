package miroir.gateway.lane;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.topology.Position;

/**
 * The tasks by which a node shows that it still is the same database (writes-measured §9): the
 * newest that is settled, the newest whose end was seen beside the one seen before, and the newest
 * that the node has told of. Uids only grow. Runs on the writer's loop.
 */
public final class Known {
  private Position settled;
  private Position committed;
  private Position told;
  private Position seen;
  private Position missing = Position.START;

  /**
   * Makes one of what the coordinators know.
   *
   * @param settled everything up to here is registered, and terminal
   * @param told the newest that the node has told anybody of
   */
  public Known(Position settled, Position told) {
    this.settled = settled;
    this.committed = told;
    this.told = told;
    this.seen = told;
  }

  /** Returns what is known once the node is known to have told of a task. */
  public Known with(Position task) {
    return new Known(settled, committed.later(task));
  }

  /** Returns what is known of a node that has told of nothing. */
  public static Known nothing() {
    return new Known(Position.START, Position.START);
  }

  Position settled() {
    return settled;
  }

  Position newest() {
    return committed.later(seen).later(told);
  }

  /** Returns whether the node has told of more than the coordinators know of it. */
  boolean hasMore() {
    return told.uid() > committed.uid() || seen.uid() > committed.uid() || missing.uid() >= 0;
  }

  /** Returns what the node has told of and cannot show, as far as one can say. */
  Position lost() {
    return missing.uid() >= 0 ? missing : newest();
  }

  void settled(Position position) {
    settled = settled.later(position);
    committed = committed.later(position);
  }

  /** Takes what a node has told; returns false if it cannot come from the same database. */
  boolean tells(Position position) {
    boolean grows = position.uid() > told.uid();
    told = grows ? position : told;
    return grows;
  }

  /** Returns the task that the next look at the node must show again. */
  Position seen() {
    return seen;
  }

  /** A task was seen, on a database that is the same. */
  void sees(Position task) {
    seen = seen.later(task);
  }

  /** Another task bears the uid of one that the node has told of. */
  void misses(Position task) {
    missing = task;
  }

  /** Returns all that the node must show. */
  Set<Position> all() {
    Set<Position> all = new HashSet<>(List.of(settled, committed, seen, told, missing));
    all.removeIf(position -> position.enqueuedAt().isEmpty());
    return all;
  }

  /** A cut has shown what the database is. */
  void begins(Position renaming) {
    committed = renaming;
    told = renaming;
    seen = renaming;
  }

  /** What it told of is lost; what the coordinators know of it may be there. */
  void forgetMore() {
    told = committed;
    seen = committed;
    missing = Position.START;
  }
}
