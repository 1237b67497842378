/**
 * The embedded node: a server that speaks the Meilisearch API over Lucene, for tests and for trying
 * Miroir without Meilisearch. Here it is put together; may use all packages below.
 */
@NullMarked
package miroir.chaos.embedded;

import org.jspecify.annotations.NullMarked;
