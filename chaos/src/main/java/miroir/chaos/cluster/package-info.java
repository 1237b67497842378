/**
 * Whole clusters as processes on one machine, behind {@code scripts/miroir} and the tests. Uses the
 * programs.
 */
@NullMarked
package miroir.chaos.cluster;

import org.jspecify.annotations.NullMarked;
