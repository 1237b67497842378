/**
 * What operators see of a gateway: metrics and the event log. Uses the writer, lanes and
 * Micrometer.
 */
@NullMarked
package miroir.gateway.ops;

import org.jspecify.annotations.NullMarked;
