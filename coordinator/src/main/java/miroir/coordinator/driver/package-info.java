/** Leader-only duties, each deciding from the state. Uses published, node, Proposer, leader. */
@NullMarked
package miroir.coordinator.driver;

import org.jspecify.annotations.NullMarked;
