package miroir.gateway.lane;

/**
 * What all lanes of a writer share.
 *
 * @param index index id
 * @param epoch lease epoch
 * @param repairMillis how long a lane may be broken before it is out
 * @param nodes requests to nodes
 * @param proposer commands to the coordinators
 * @param clock time
 * @param witness told of what happens
 */
public record LaneTerms(
    long index,
    long epoch,
    long repairMillis,
    NodeApi nodes,
    Proposer proposer,
    Clock clock,
    Witness witness) {
  /** Makes terms that nobody watches. */
  public LaneTerms(
      long index, long epoch, long repairMillis, NodeApi nodes, Proposer proposer, Clock clock) {
    this(index, epoch, repairMillis, nodes, proposer, clock, Witness.NOBODY);
  }

  /** Tells of a lane's next state, and returns it. */
  LaneState turned(String node, LaneState from, LaneState to, LaneNames names) {
    if (from != to) {
      witness.turned(this, node, from, to, names.all().get(names.all().size() - 1));
    }
    return to;
  }
}
