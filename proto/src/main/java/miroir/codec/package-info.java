/**
 * Domain ⇄ messages on the wire and in the log, in one class each. Uses miroir.proto and the state
 * machine.
 */
@NullMarked
package miroir.codec;

import org.jspecify.annotations.NullMarked;
