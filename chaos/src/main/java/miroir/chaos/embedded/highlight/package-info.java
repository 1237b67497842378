/** Marks and cuts texts around the words that were found. May use the tokenizer and ranked hits. */
@NullMarked
package miroir.chaos.embedded.highlight;

import org.jspecify.annotations.NullMarked;
