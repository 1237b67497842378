/** Calls to nodes: clients, fail-over, time-outs. Uses Armeria and map. */
@NullMarked
package miroir.gateway.ask;

import org.jspecify.annotations.NullMarked;
