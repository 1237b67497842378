package miroir.topology;

/**
 * A copy of a shard that changes its node.
 *
 * @param group the replica group
 * @param shard the shard
 * @param from the node that gives its copy up; empty if the shard gets a copy more
 * @param to the node that takes a copy; empty if the shard has a copy less
 */
public record Move(String group, int shard, String from, String to) {}
