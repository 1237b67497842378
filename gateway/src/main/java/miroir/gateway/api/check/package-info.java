/**
 * Checks of query strings and JSON bodies, with the messages of Meilisearch. May use the words of
 * the API and its JSON.
 */
@NullMarked
package miroir.gateway.api.check;

import org.jspecify.annotations.NullMarked;
