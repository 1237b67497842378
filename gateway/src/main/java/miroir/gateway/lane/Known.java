package miroir.gateway.lane;

import miroir.topology.Position;

/**
 * The tasks by which a node shows that it still is the same database (writes-measured §9): the
 * newest that is settled, and the newest that it has told of. Uids only grow. Runs on the writer's
 * loop.
 */
public final class Known {
  private Position settled;
  private Position told;

  /**
   * Makes one of what the coordinators know.
   *
   * @param settled everything up to here is registered, and terminal
   * @param told the newest that the node has told anybody of
   */
  public Known(Position settled, Position told) {
    this.settled = settled;
    this.told = told;
  }

  static Known nothing() {
    return new Known(Position.START, Position.START);
  }

  Position settled() {
    return settled;
  }

  Position newest() {
    return hasMore() ? told : settled;
  }

  /** Returns whether the node has told of more than is settled. */
  boolean hasMore() {
    return told.uid() > settled.uid();
  }

  void settled(Position position) {
    settled = position.uid() > settled.uid() ? position : settled;
  }

  /** Takes what a node has told; returns false if it cannot come from the same database. */
  boolean tells(Position position) {
    boolean grows = position.uid() > told.uid();
    told = grows ? position : told;
    return grows;
  }

  /** What it told of is lost; what is settled may be there. */
  void forgetMore() {
    told = Position.START;
  }
}
