/**
 * JSON as bytes: finding, reading and copying ranges of well-formed text, so that documents pass
 * through as they were written. Uses the JDK alone.
 */
@NullMarked
package miroir.gateway.json;

import org.jspecify.annotations.NullMarked;
