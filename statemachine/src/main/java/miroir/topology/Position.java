package miroir.topology;

/**
 * A place in a node's task list (protocol.md, settled position).
 *
 * @param uid the node's task uid, -1 before any task
 * @param enqueuedAt the node's own time stamp of that task, which proves that it is the same
 *     database
 */
public record Position(long uid, String enqueuedAt) {
  /** Before the first task of a node. */
  public static final Position START = new Position(-1, "");

  /** Returns the later of two places of the same list. */
  public Position later(Position other) {
    return other.uid > uid ? other : this;
  }
}
