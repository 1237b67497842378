package miroir.topology;

/** The state of one (index, shard, node). */
public enum ReplicaState {
  /** Equal to the record; may be searched. */
  IN_SYNC,
  /** Has dirty slots, or its member is still being made; is being copied. */
  SYNCING,
  /** Its lane is out: it may miss writes, or hold writes that nobody knows. */
  OUT_OF_SYNC,
  /** Handed over to another node, still receives writes. */
  LEAVING,
  /**
   * Is copied for a migration: receives writes to clean slots, and is in sync only by activation.
   */
  ARRIVING,
  /** Belongs to nobody any more: receives nothing, and its documents are deleted. */
  CLEARING;

  /** Returns whether it is one of the copies that an index has, not one that comes or goes. */
  public boolean isOwn() {
    return this == IN_SYNC || this == SYNCING || this == OUT_OF_SYNC;
  }
}
