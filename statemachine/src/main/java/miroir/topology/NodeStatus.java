package miroir.topology;

/** What the coordinators know of a node. */
public enum NodeStatus {
  /** Registered; its marker key and the gateways' keys are not there yet. */
  JOINING,
  /** Answers, and is the database that was adopted. */
  UP,
  /** Does not answer. */
  DOWN,
  /**
   * Answers, but cannot be used: wrong key, wrong version, or not the database that was adopted.
   */
  REFUSED
}
