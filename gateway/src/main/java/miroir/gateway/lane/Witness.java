package miroir.gateway.lane;

/**
 * Told of what happens in writers and lanes, for logs and metrics. It decides nothing: it returns
 * at once and throws nothing. Called on the writers' loop.
 */
public interface Witness {
  /** Looks away. */
  Witness NOBODY = new Witness() {};

  /**
   * A lane has another state.
   *
   * @param terms whose lane it is
   * @param node where it leads
   * @param cut number in the newest name that the index bears there
   */
  default void turned(LaneTerms terms, String node, LaneState from, LaneState to, long cut) {}

  /** A writer begins under a lease that another held before. */
  default void tookOver(long index, long epoch) {}

  /** Slots of a member that was behind are clean. */
  default void copied(int slots, long documents, long bytes) {}

  /** A run of a copy is begun again. */
  default void copyBeganAgain() {}

  /** Writes have waited for a run of a copy that could not keep up with them. */
  default void heldForCopy(long nanos) {}
}
