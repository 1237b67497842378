/**
 * Armeria routes, authentication, limits, error bodies. Uses plan, ask, merge, write and the api's
 * words.
 */
@NullMarked
package miroir.gateway.http;

import org.jspecify.annotations.NullMarked;
