/**
 * A deterministic simulation on virtual time of the very classes that ship: state machine, drivers,
 * book of sessions, writers, lanes, cuts. Uses all modules; Jackson for what nodes are sent.
 */
@NullMarked
package miroir.chaos.sim;

import org.jspecify.annotations.NullMarked;
