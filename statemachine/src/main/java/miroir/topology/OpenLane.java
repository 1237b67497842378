package miroir.topology;

/**
 * A lane that the holder of a lease passes on open: everything that it ever sent has been answered
 * and is registered, and its outcome is committed. So nothing is there for a cut to end.
 *
 * @param cut the one name that the index bears on the node
 * @param newest the newest task that the node has told of
 */
public record OpenLane(long cut, Position newest) {}
