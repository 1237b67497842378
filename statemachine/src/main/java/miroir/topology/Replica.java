package miroir.topology;

/**
 * One copy of a shard.
 *
 * @param node the node that holds it
 * @param state whether it may be searched and written
 */
public record Replica(String node, ReplicaState state) {
  /** Returns the same copy in another state. */
  public Replica in(ReplicaState newState) {
    return new Replica(node, newState);
  }
}
