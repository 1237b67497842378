/** The test bed: embedded node, local clusters, replays, benchmarks. Uses all other modules. */
@NullMarked
package miroir.chaos;

import org.jspecify.annotations.NullMarked;
