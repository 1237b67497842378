/** What must hold of any state. Uses miroir.machine and below. */
@NullMarked
package miroir.invariant;

import org.jspecify.annotations.NullMarked;
