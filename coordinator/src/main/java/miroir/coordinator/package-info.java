/** The coordinator program: configuration, wiring, limits. Uses everything below it. */
@NullMarked
package miroir.coordinator;

import org.jspecify.annotations.NullMarked;
