/** What a gateway must know to route, derived from the state. Uses miroir.machine and below. */
@NullMarked
package miroir.routing;

import org.jspecify.annotations.NullMarked;
