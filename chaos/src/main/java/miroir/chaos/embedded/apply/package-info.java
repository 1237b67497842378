/**
 * Does the work of tasks on the indexes of the embedded node. May use the queue, the store and the
 * filters.
 */
@NullMarked
package miroir.chaos.embedded.apply;

import org.jspecify.annotations.NullMarked;
