/** The simulation proves itself: it sees bugs that were put in on purpose. */
@NullMarked
package miroir.chaos.seeded;

import org.jspecify.annotations.NullMarked;
