package miroir.command;

/** Why a command changed nothing. */
public enum Rejection {
  /** The index, node, session or task is not there. */
  NOT_FOUND,
  /** Something of that name is there already. */
  EXISTS,
  /** The caller acts on a lease, session, cut or state that has moved on (compare-and-set). */
  STALE,
  /** A shard would lose its last in-sync replica (protocol.md W5). */
  LAST_IN_SYNC,
  /** The arguments make no sense. */
  INVALID,
  /** The command needs something that is not there yet, such as a node. */
  NOT_READY,
  /** A bound of {@code Limits} would be passed. */
  LIMIT,
  /** The operation id is so old that its answer is forgotten: whether it was done is unknown. */
  FORGOTTEN,
  /** The command raised an exception: a bug. The state is untouched. */
  BUG
}
