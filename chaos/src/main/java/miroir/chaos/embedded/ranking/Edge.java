package miroir.chaos.embedded.ranking;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A step from one node of the query graph to another.
 *
 * @param cost what it adds to the cost of the way
 * @param condition what documents must fulfil; null to pass
 * @param nodesToSkip nodes that may not be entered on the same way
 */
record Edge(int target, int cost, @Nullable Condition condition, BitSet nodesToSkip) {}
