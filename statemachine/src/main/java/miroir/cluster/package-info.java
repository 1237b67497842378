/**
 * Value types that every other package speaks in. Uses nothing but the JDK and one hash library.
 */
@NullMarked
package miroir.cluster;

import org.jspecify.annotations.NullMarked;
