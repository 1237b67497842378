/**
 * Answers searches and listings of the embedded node. May use the store, the ranking and the words
 * of the Meilisearch API.
 */
@NullMarked
package miroir.chaos.embedded.search;

import org.jspecify.annotations.NullMarked;
