/** The one loop class for leader-only work. Uses nothing. */
@NullMarked
package miroir.coordinator.leader;

import org.jspecify.annotations.NullMarked;
