/** The state and the one function that changes it. Uses everything below but invariants. */
@NullMarked
package miroir.machine;

import org.jspecify.annotations.NullMarked;
