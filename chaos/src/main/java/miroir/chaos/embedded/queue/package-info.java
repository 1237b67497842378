/**
 * Tasks of the embedded node: what is to be done, in which order, and what became of it. May use
 * the words of the Meilisearch API and files; knows no documents.
 */
@NullMarked
package miroir.chaos.embedded.queue;

import org.jspecify.annotations.NullMarked;
