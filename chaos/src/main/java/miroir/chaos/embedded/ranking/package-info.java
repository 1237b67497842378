/**
 * The order of hits: ranking rules that cut sets of documents into buckets, one rule within the
 * other. May use the store and the tokenizer.
 */
@NullMarked
package miroir.chaos.embedded.ranking;

import org.jspecify.annotations.NullMarked;
