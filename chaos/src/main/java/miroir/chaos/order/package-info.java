/**
 * Whether a cluster finds what one server finds, in its order. Uses the recordings, whole clusters
 * and Jackson.
 */
@NullMarked
package miroir.chaos.order;

import org.jspecify.annotations.NullMarked;
