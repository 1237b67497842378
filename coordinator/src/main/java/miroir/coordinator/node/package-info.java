/** What the leader asks of one Meilisearch server. Uses Armeria. */
@NullMarked
package miroir.coordinator.node;

import org.jspecify.annotations.NullMarked;
