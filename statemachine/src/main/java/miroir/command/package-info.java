/** Everything that may change the cluster, and what is answered. Uses miroir.topology and below. */
@NullMarked
package miroir.command;

import org.jspecify.annotations.NullMarked;
