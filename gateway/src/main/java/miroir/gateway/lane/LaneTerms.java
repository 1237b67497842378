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
 */
public record LaneTerms(
    long index, long epoch, long repairMillis, NodeApi nodes, Proposer proposer, Clock clock) {}
