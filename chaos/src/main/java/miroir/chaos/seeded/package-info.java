/**
 * Seeded bugs: edits of the very source that ships, each of which breaks one rule of the protocol,
 * and the hunt of the simulation for them. What ships bears no switch for them.
 */
@NullMarked
package miroir.chaos.seeded;

import org.jspecify.annotations.NullMarked;
