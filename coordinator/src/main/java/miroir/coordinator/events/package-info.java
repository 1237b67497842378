/**
 * What changed between two states, for people: the event log. Uses published and the state machine.
 */
@NullMarked
package miroir.coordinator.events;

import org.jspecify.annotations.NullMarked;
