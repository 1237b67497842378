/** The gateway program: configuration, wiring, limits. Uses everything below it. */
@NullMarked
package miroir.gateway;

import org.jspecify.annotations.NullMarked;
