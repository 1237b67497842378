/** Text to words, as Meilisearch cuts and normalises them. May use the JDK alone. */
@NullMarked
package miroir.chaos.embedded.text;

import org.jspecify.annotations.NullMarked;
