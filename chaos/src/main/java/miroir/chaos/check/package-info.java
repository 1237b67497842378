/**
 * Whether a cluster holds what its clients were told, copy by copy. Uses the workload and the
 * cluster.
 */
@NullMarked
package miroir.chaos.check;

import org.jspecify.annotations.NullMarked;
