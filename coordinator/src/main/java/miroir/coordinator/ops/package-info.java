/** Readiness and metrics over HTTP. Uses published and Armeria. */
@NullMarked
package miroir.coordinator.ops;

import org.jspecify.annotations.NullMarked;
