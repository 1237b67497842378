/**
 * The words of the Meilisearch API: errors and names. May use the JDK, Jackson and the {@code json}
 * package below.
 */
@NullMarked
package miroir.gateway.api;

import org.jspecify.annotations.NullMarked;
