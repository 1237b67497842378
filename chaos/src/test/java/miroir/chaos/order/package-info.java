/** Tests of the comparison of a cluster with one server, and the comparison itself. */
@NullMarked
package miroir.chaos.order;

import org.jspecify.annotations.NullMarked;
