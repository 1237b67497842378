/**
 * Documents as clients send them: payloads, primary keys, and what would fail later. May use the
 * words of the API and its JSON.
 */
@NullMarked
package miroir.gateway.api.document;

import org.jspecify.annotations.NullMarked;
