/**
 * Documents and their index on disk: Lucene holds the documents, the words with their places, and
 * the values that can be filtered and sorted. May use Lucene, the tokenizer, the files, and the
 * words of the Meilisearch API.
 */
@NullMarked
package miroir.chaos.embedded.store;

import org.jspecify.annotations.NullMarked;
