/** Readiness and metrics. Uses map and session. */
@NullMarked
package miroir.gateway.ops;

import org.jspecify.annotations.NullMarked;
