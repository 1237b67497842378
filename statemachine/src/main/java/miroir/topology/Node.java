package miroir.topology;

/**
 * One Meilisearch server that stores documents.
 *
 * @param id chosen by the operator, unique
 * @param url base URL, without a trailing slash
 * @param group the replica group that it belongs to
 * @param capacity relative weight for placement, 1 or more
 * @param generation grows when another database answers under this id
 * @param marker uid of the powerless key that identifies its database; empty before adoption
 *     (meilisearch-writes-measured §9)
 * @param status what the leader saw last
 * @param detail why the node is not {@link NodeStatus#UP}, for people; else its version
 * @param draining whether it is to hold nothing: no new replica is placed there
 */
public record Node(
    String id,
    String url,
    String group,
    int capacity,
    long generation,
    String marker,
    NodeStatus status,
    String detail,
    boolean draining) {

  /** Returns this node as it was observed. */
  public Node observed(NodeStatus newStatus, String newMarker, String newDetail) {
    return new Node(
        id, url, group, capacity, generation, newMarker, newStatus, newDetail, draining);
  }

  /** Returns this node with a database that is not adopted yet. */
  public Node replaced() {
    return new Node(id, url, group, capacity, generation + 1, "", NodeStatus.JOINING, "", draining);
  }

  /** Returns this node with another weight, and to be drained or not. */
  public Node set(int newCapacity, boolean nowDraining) {
    return new Node(id, url, group, newCapacity, generation, marker, status, detail, nowDraining);
  }
}
