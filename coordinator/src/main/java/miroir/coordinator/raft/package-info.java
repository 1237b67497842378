/** The replicated log: Ratis and everything that knows it. Uses codec and published. */
@NullMarked
package miroir.coordinator.raft;

import org.jspecify.annotations.NullMarked;
