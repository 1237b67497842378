/**
 * The one current picture, and what is derived from it for routing. Uses the state machine and
 * plan.
 */
@NullMarked
package miroir.gateway.map;

import org.jspecify.annotations.NullMarked;
