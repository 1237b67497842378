/**
 * Makes several nodes answer like one server: what each node is asked, and its answers merged,
 * bytes in, bytes out. Uses Jackson for requests and the names of reserved fields; no I/O.
 */
@NullMarked
package miroir.gateway.merge;

import org.jspecify.annotations.NullMarked;
