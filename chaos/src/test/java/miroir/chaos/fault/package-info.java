/** Faults on real processes, in short. */
@NullMarked
package miroir.chaos.fault;

import org.jspecify.annotations.NullMarked;
