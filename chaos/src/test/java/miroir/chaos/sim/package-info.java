/** Tests of the simulation, and the simulation as a test. */
@NullMarked
package miroir.chaos.sim;

import org.jspecify.annotations.NullMarked;
