/** API keys of the embedded node. May use the words of the Meilisearch API. */
@NullMarked
package miroir.chaos.embedded.key;

import org.jspecify.annotations.NullMarked;
