/**
 * JSON as Meilisearch reads and writes it: checking with the wording of its parser, parsing,
 * rendering. May use the JDK and Jackson.
 */
@NullMarked
package miroir.gateway.api.json;

import org.jspecify.annotations.NullMarked;
