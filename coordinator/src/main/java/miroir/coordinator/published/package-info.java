/** The latest applied state, and who wants to hear of it. Uses the state machine. */
@NullMarked
package miroir.coordinator.published;

import org.jspecify.annotations.NullMarked;
