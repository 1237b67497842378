/** The pure choice of nodes for shards. Uses miroir.topology and below. */
@NullMarked
package miroir.placement;

import org.jspecify.annotations.NullMarked;
