package miroir.topology;

/** What the coordinators know of a node. */
public enum NodeStatus {
  /** Registered; its marker key and the gateways' keys are not there yet. */
  JOINING,
  /** Answers, and is the database that was adopted. */
  UP,
  /** Does not answer. */
  DOWN,
  /** Answers, but cannot be used: wrong key, or wrong version. */
  REFUSED,
  /**
   * Answers, but not as the database that was adopted, which held the last copy in sync of some
   * shard: that is LOST, unless the old database comes back.
   */
  REPLACED
}
