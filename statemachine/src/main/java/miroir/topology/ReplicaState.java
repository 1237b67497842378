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
  LEAVING
}
