package miroir.topology;

/**
 * One replica that goes from one node to another, or comes, or goes (protocol.md, Migration).
 *
 * @param group the replica group
 * @param shard the shard, from 0 on
 * @param from the node that gives it up; empty: there is one copy more
 * @param to the node that takes it; empty: there is one copy less
 */
public record Move(String group, int shard, String from, String to) {}
