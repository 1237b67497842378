package miroir.gateway.plan;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are asked for which shards. Every wanted shard is answered for by exactly one part,
 * or is missing: so no document is found twice.
 *
 * @param parts the nodes to ask, in the order of their names
 * @param missing shards that no usable node holds in sync
 */
public record SearchPlan(List<Part> parts, BitSet missing) {
  /** Copies the list. */
  public SearchPlan {
    parts = List.copyOf(parts);
  }

  /**
   * One node's part.
   *
   * @param node the node's id
   * @param shards the shards that it answers for
   * @param filter what limits it to these shards, or null when it holds no others
   */
  public record Part(String node, BitSet shards, @Nullable String filter) {}
}
