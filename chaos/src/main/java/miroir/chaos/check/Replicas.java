package miroir.chaos.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every copy of an index, as nodes store it.
 *
 * @param inSync the nodes with a replica in sync, for each shard
 * @param stored what each node holds of the index: document by id, reserved fields included
 */
public record Replicas(List<Set<String>> inSync, Map<String, Map<String, ObjectNode>> stored) {}
